internal import Crypto

/// Writes a bundle from its head to its seal.
///
/// The parts follow in ascending order of their spaces: ``begin(_:)``, blocks, ``end()`` for each.
package struct BundleWriter {
  private let sink: (_ bytes: [UInt8]) throws -> Void
  private var hash = SHA256()
  private var descriptionBytes = 0
  private var blocks = 0
  /// The bytes written so far.
  package private(set) var byteCount: UInt64 = 0

  /// Writes the head of a bundle of so many parts; `sink` takes all bytes in their order.
  package init(
    _ head: BundleHead, parts: Int, to sink: @escaping (_ bytes: [UInt8]) throws -> Void
  ) throws {
    self.sink = sink
    var writer = Frame.writer(.bundle)
    var bytes = ByteWriter()
    bytes.bundleHead(head, parts: parts)
    writer.counted(bytes.bytes)
    try write(writer.bytes)
  }

  package mutating func begin(_ description: BundleDescription) throws {
    let bytes = description.encode()
    descriptionBytes += bytes.count
    try check("description", descriptionBytes, limit: Limits.bundleDescriptionBytes)
    blocks = 0
    try writeCounted(bytes)
  }

  package mutating func write(_ batch: ChangeBatch) throws {
    blocks += 1
    try check("blocks", blocks, limit: Limits.bundleBlocks)
    try writeCounted(try batch.encode(naming: PortableNaming()).block)
  }

  package mutating func end() throws { try write([0]) }

  /// Ends the bundle with the signature that `sign` gives for a digest.
  package mutating func seal(_ sign: (_ digest: [UInt8]) throws -> [UInt8]) throws {
    let signature = try sign(BundleHead.sealDigest(Array(hash.finalize())))
    try write(signature)
  }

  private mutating func writeCounted(_ bytes: [UInt8]) throws {
    var writer = ByteWriter()
    writer.counted(bytes)
    try write(writer.bytes)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    byteCount += UInt64(bytes.count)
    guard byteCount <= Limits.bundleBytes else {
      throw ProtocolError.tooLarge(what: "bundle", size: byteCount, limit: Limits.bundleBytes)
    }
    hash.update(data: bytes)
    try sink(bytes)
  }

  private func check(_ what: String, _ size: Int, limit: Int) throws(ProtocolError) {
    guard size <= limit else {
      throw .tooLarge(what: what, size: UInt64(size), limit: UInt64(limit))
    }
  }
}
