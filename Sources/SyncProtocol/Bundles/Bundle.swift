internal import Crypto

/// A bundle that was read once: everything that the file alone can tell holds.
///
/// The changes stay in the file; ``BundlePart/batch(_:in:)`` reads a block of them again.
package struct Bundle: Hashable, Sendable {
  package let head: BundleHead
  /// Ascending by space.
  package let parts: [BundlePart]
  package let byteCount: UInt64

  /// Reads and checks a whole bundle: form, limits, seal, chains, proofs, ids of spaces.
  ///
  /// Throws ``ProtocolError``, ``BundleFault``, errors of the source.
  package static func read(_ source: some BundleSource) throws -> Bundle {
    try read(source, isSigned: true)
  }

  /// The same without signatures and chains: what decoders alone say about bytes of unknown origin.
  package static func structure(of source: some BundleSource) throws -> Bundle {
    try read(source, isSigned: false)
  }

  /// Whether the bytes begin as every file of this protocol does.
  package static func hasMagic(_ source: some BundleSource) throws -> Bool {
    try source.bytes(at: 0, count: Frame.magic.count) == Frame.magic
  }

  private static func read<Source: BundleSource>(
    _ source: Source, isSigned: Bool
  ) throws -> Bundle {
    var reader = try BundleReader(source)
    let start = try reader.take(Frame.magic.count)
    guard start == Frame.magic else { throw ProtocolError.notFieldbook }
    _ = try Frame.reader(start + reader.take(2), .bundle)
    var bytes = ByteReader(try reader.counted("head", limit: Limits.bundleHeadBytes))
    let (head, count) = try bytes.bundleHead()
    var parts: [BundlePart] = []
    var room = Limits.bundleDescriptionBytes
    for _ in 0..<count {
      let part = try BundlePart.read(&reader, room: &room, isSigned: isSigned)
      if let last = parts.last, last.description.space >= part.description.space {
        throw ProtocolError.invalid(what: "order of parts", at: Int(reader.offset))
      }
      parts.append(part)
    }
    let digest = BundleHead.sealDigest(reader.digest)
    let seal = try reader.take(PushSignature.signatureByteCount)
    guard reader.isAtEnd else { throw ProtocolError.trailingBytes(at: Int(reader.offset)) }
    if isSigned {
      guard DeviceKey.isValid(signature: seal, digest: digest, publicKey: head.publicKey) else {
        throw BundleFault.wrongSeal
      }
    }
    return Bundle(head: head, parts: parts, byteCount: reader.offset)
  }
}

/// One space of a bundle.
package struct BundlePart: Hashable, Sendable {
  package let description: BundleDescription
  /// Where its blocks lie in the file.
  let blocks: [BundleBlock]

  package var blockCount: Int { blocks.count }

  /// The changes of a block, which must be the bytes that were read before.
  ///
  /// Throws ``BundleFault/changed``, errors of the source.
  package func batch(_ index: Int, in source: some BundleSource) throws -> ChangeBatch {
    let block = blocks[index]
    let bytes = try source.bytes(at: block.offset, count: block.byteCount)
    guard Array(SHA256.hash(data: bytes)) == block.hash else { throw BundleFault.changed }
    return try ChangeBatch.decode(bytes, naming: PortableNaming()).batch
  }

  fileprivate static func read(
    _ reader: inout BundleReader<some BundleSource>, room: inout Int, isSigned: Bool
  ) throws -> BundlePart {
    let bytes = try reader.counted("description", limit: room)
    room -= bytes.count
    let description = try BundleDescription.decode(bytes)
    if let origin = description.origin, origin.space != description.space {
      throw BundleFault.wrongSpace(description.space)
    }
    var walk = BundleWalk(description)
    var blocks: [BundleBlock] = []
    while true {
      let count = try reader.length("block", limit: Limits.bodyBytes)
      guard count > 0 else { break }
      guard blocks.count < Limits.bundleBlocks else {
        throw ProtocolError.tooLarge(
          what: "blocks", size: UInt64(blocks.count) + 1, limit: UInt64(Limits.bundleBlocks))
      }
      let offset = reader.offset
      let block = try reader.take(count)
      let batch = try ChangeBatch.decode(block, naming: PortableNaming()).batch
      if isSigned { for run in batch.runs { try walk.advance(run) } }
      blocks.append(
        BundleBlock(offset: offset, byteCount: count, hash: Array(SHA256.hash(data: block))))
    }
    if isSigned {
      try walk.finish()
      try walk.checkProofs()
    }
    return BundlePart(description: description, blocks: blocks)
  }
}

/// A place in a bundle's file.
struct BundleBlock: Hashable, Sendable {
  /// Bytes from the start of the file.
  let offset: UInt64
  let byteCount: Int
  /// SHA-256, 32 bytes.
  let hash: [UInt8]
}
