internal import SyncCore

/// What people compare a device's public key by: 128 bits of its hash.
///
/// Text form: 32 hexadecimal digits in groups of four.
package struct DeviceFingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The length, in bytes: nobody finds another key with the same 128 bits.
  package static let byteCount = 16
  private static let digitsPerGroup = 4

  package let bytes: [UInt8]

  /// The fingerprint of a public key of 32 bytes.
  package init(of publicKey: [UInt8]) {
    bytes = Array(DomainHash.device.hash(publicKey).prefix(Self.byteCount))
  }

  /// The fingerprint that somebody typed, with or without hyphens; nil where it is none.
  package init?(_ text: String) {
    let digits = text.filter { $0 != "-" }.lowercased()
    guard let bytes = Hexadecimal.bytes(digits), bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  package var description: String {
    let digits = Array(Hexadecimal.text(bytes))
    let starts = stride(from: 0, to: digits.count, by: Self.digitsPerGroup)
    return starts.map { String(digits[$0..<min($0 + Self.digitsPerGroup, digits.count)]) }
      .joined(separator: "-")
  }
}
