internal import Crypto

/// Takes a bundle's bytes from the beginning on, in pieces, and hashes what it takes.
struct BundleReader<Source: BundleSource> {
  /// How much is asked of the source at once, in bytes.
  private static var stepBytes: Int { 64 << 10 }

  private let source: Source
  private let byteCount: UInt64
  private var buffer: ArraySlice<UInt8> = []
  private var hash = SHA256()
  /// The bytes taken so far.
  private(set) var offset: UInt64 = 0

  /// - Throws: ``ProtocolError/tooLarge(what:size:limit:)`` beyond ``Limits/bundleBytes``; errors of
  ///   the source.
  init(_ source: Source) throws {
    self.source = source
    byteCount = try source.byteCount()
    guard byteCount <= Limits.bundleBytes else {
      throw ProtocolError.tooLarge(what: "bundle", size: byteCount, limit: Limits.bundleBytes)
    }
  }

  var isAtEnd: Bool { offset == byteCount }

  /// SHA-256 of the bytes taken so far.
  var digest: [UInt8] { Array(hash.finalize()) }

  mutating func take(_ count: Int) throws -> [UInt8] {
    guard UInt64(count) <= byteCount - offset else {
      throw ProtocolError.truncated(at: Int(offset), needed: count)
    }
    var taken: [UInt8] = []
    while taken.count < count {
      if buffer.isEmpty {
        buffer = try source.bytes(
          at: offset + UInt64(taken.count), count: Self.stepBytes)[...]
        guard !buffer.isEmpty else { throw BundleFault.changed }
      }
      let piece = buffer.prefix(count - taken.count)
      taken += piece
      buffer = buffer.dropFirst(piece.count)
    }
    hash.update(data: taken)
    offset += UInt64(count)
    return taken
  }

  /// A length in its shortest form, within its limit.
  mutating func length(_ what: String, limit: Int) throws -> Int {
    let longest = 10
    var bytes: [UInt8] = []
    repeat { bytes += try take(1) } while bytes.last ?? 0 > 0x7F && bytes.count < longest
    var reader = ByteReader(bytes)
    return try reader.count(what, limit: limit)
  }

  /// A length, then so many bytes.
  mutating func counted(_ what: String, limit: Int) throws -> [UInt8] {
    try take(try length(what, limit: limit))
  }
}
