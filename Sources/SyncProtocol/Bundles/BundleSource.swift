/// A bundle's bytes, wherever they lie: they are read in pieces and twice.
package protocol BundleSource {
  /// How many there are.
  func byteCount() throws -> UInt64
  /// The bytes at an offset: `count` of them, or fewer where they end before.
  func bytes(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// A bundle in memory.
package struct BundleBytes: BundleSource, Sendable {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package func byteCount() -> UInt64 { UInt64(bytes.count) }

  package func bytes(at offset: UInt64, count: Int) -> [UInt8] {
    Array(bytes.dropFirst(Int(clamping: offset)).prefix(count))
  }
}
