internal import CZlib

#if MUTANTS
  internal import SyncCore
#endif

/// The CRC-32 at the end of a response: it finds what broke on the way, and protects from nobody.
///
/// Source: RFC 1952, 1996, section 8 (zlib's `crc32`).
package enum FrameChecksum {
  /// The length of the checksum, in bytes, most significant first.
  package static let byteCount = 4

  package static func appended(to bytes: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(bytes)
    writer.fixed32(value(of: bytes[...]))
    return writer.bytes
  }

  /// The bytes before the checksum.
  ///
  /// - Throws: ``ProtocolError/damaged`` where it does not fit them.
  package static func removed(from bytes: [UInt8]) throws(ProtocolError) -> [UInt8] {
    guard bytes.count >= byteCount else { throw .damaged }
    let body = bytes.dropLast(byteCount)
    let told = bytes.suffix(byteCount).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    #if MUTANTS
      if Mutant.isPlanted(.checksumNotChecked) { return Array(body) }
    #endif
    guard value(of: body) == told else { throw .damaged }
    return Array(body)
  }

  private static func value(of bytes: ArraySlice<UInt8>) -> UInt32 {
    let checksum = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe crc32(0, buffer.baseAddress, uInt(buffer.count))
    }
    return UInt32(truncatingIfNeeded: checksum)
  }
}
