internal import SyncCore

extension ChangeBatch {
  /// The batch as a block.
  ///
  /// - Throws: what `naming` throws; ``ProtocolError`` where a run is not one, or a limit is passed.
  package func encode(naming: some WireNaming) throws -> EncodedBatch {
    var writer = RowWriter(naming: naming)
    for run in runs { try writer.run(run) }
    return EncodedBatch(
      block: try Block.encode(writer.bytes.bytes), portableRecords: writer.portableRecords,
      portableReplicas: writer.portableReplicas)
  }

  /// The batch of a block; its changes are exactly the encoded ones, so their hashes hold.
  ///
  /// - Throws: what `naming` throws; ``ProtocolError/unknownName(what:number:)`` for a number that
  ///   `naming` does not know; another ``ProtocolError`` where the block is damaged.
  package static func decode(
    _ block: [UInt8], naming: some WireNaming
  ) throws -> DecodedBatch {
    var reader = RowReader(try Block.decode(block), naming: naming)
    var runs: [ChangeRun] = []
    var budget = BlockBudget()
    while !reader.bytes.isAtEnd { runs.append(try reader.run(&budget)) }
    return DecodedBatch(
      batch: ChangeBatch(runs: runs), announcedRecords: reader.announcedRecords,
      announcedReplicas: reader.announcedReplicas, portableRecords: reader.portableRecords,
      portableReplicas: reader.portableReplicas)
  }
}

/// What a block may still hold.
struct BlockBudget {
  private var changes = Limits.changesPerBlock
  private var writes = Limits.writesPerBlock

  mutating func take(changes count: Int) throws(ProtocolError) {
    changes -= count
    guard changes >= 0 else {
      throw .tooLarge(
        what: "changes", size: UInt64(Limits.changesPerBlock) + 1,
        limit: UInt64(Limits.changesPerBlock))
    }
  }

  /// Takes writes, or a snapshot's records and cells.
  mutating func take(writes count: Int) throws(ProtocolError) {
    writes -= count
    guard writes >= 0 else {
      throw .tooLarge(
        what: "writes", size: UInt64(Limits.writesPerBlock - writes),
        limit: UInt64(Limits.writesPerBlock))
    }
  }
}
