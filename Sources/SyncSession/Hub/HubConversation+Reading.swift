internal import SyncCore
internal import SyncProtocol

extension HubConversation {
  func read(_ order: ReadOrder, in ledger: Replica.Ledger) throws -> ReadResult {
    switch order.content {
    case .changes:
      return try readChanges(order, in: ledger)
    case .snapshot:
      return try chunks(of: ledger.currentSnapshot(), nil, order: order, in: ledger)
    case .freshSnapshot:
      return try chunks(of: ledger.freshSnapshot(), nil, order: order, in: ledger)
    case .chunks(let hubSequence, let indexes):
      guard let snapshot = try ledger.snapshot(hubSequence) else {
        return try chunks(of: ledger.currentSnapshot(), nil, order: order, in: ledger)
      }
      return try chunks(
        of: snapshot, indexes.map { Int(clamping: $0) }, order: order, in: ledger)
    }
  }

  private func readChanges(_ order: ReadOrder, in ledger: Replica.Ledger) throws -> ReadResult {
    if order.cursor < (try ledger.floor()) {
      return try chunks(of: ledger.currentSnapshot(), nil, order: order, in: ledger)
    }
    let read = try ledger.changes(after: order.cursor, limit: order.limit)
    guard let last = read.changes.last,
      let history = try ledger.history(at: last.hubSequence)
    else { return ReadResult(updates: [], hasMore: false) }
    // An answer that is cut leaves nothing out: the device could not tell how much of it.
    let batch = ChangeBatch(
      hubChanges: read.changes.filter { entry in
        let dot = entry.change.dot
        return read.hasMore
          || !(order.offered[dot.replica]?.contains { $0.contains(dot.sequence) } ?? false)
      })
    let proofs = try batch.runs.flatMap { run -> [RunProof] in
      guard let first = run.changes.first?.dot, let last = run.changes.last?.dot else { return [] }
      return try ledger.proofs(of: run.replica, endingIn: first.sequence...last.sequence)
    }
    let encoded = try batch.encode(naming: ledger.naming(cursor: order.cursor))
    let content = UpdateContent.changes(
      ChangesUpdate(
        cursor: last.hubSequence, history: history, durable: try ledger.durable(),
        batch: encoded.block, proofs: proofs))
    return ReadResult(
      updates: [SpaceUpdate(ordinal: order.entry.ordinal, content: content)], hasMore: read.hasMore)
  }

  /// The chunks with the indexes, or all where there are none, as far as they fit the answer.
  private func chunks(
    of snapshot: HubSnapshot, _ indexes: [Int]?, order: ReadOrder, in ledger: Replica.Ledger
  ) throws -> ReadResult {
    var updates: [SpaceUpdate] = []
    var size: UInt64 = 0
    let wanted =
      indexes?.filter(snapshot.blocks.indices.contains)
      ?? Array(snapshot.blocks.indices)
    for index in wanted {
      let block = snapshot.blocks[index]
      guard updates.isEmpty || size + UInt64(block.count) <= order.limit else { break }
      size += UInt64(block.count)
      let content = UpdateContent.chunk(
        ChunkUpdate(
          snapshot: snapshot.hubSequence, history: snapshot.history, index: UInt64(index),
          count: UInt64(snapshot.blocks.count), block: block))
      updates.append(SpaceUpdate(ordinal: order.entry.ordinal, content: content))
    }
    // After a cached snapshot come the changes since it was made.
    let isBehind = snapshot.hubSequence < (try ledger.hubSequence())
    return ReadResult(updates: updates, hasMore: isBehind || updates.count < wanted.count)
  }
}

extension ChangeBatch {
  /// The changes as runs: a new one wherever the author changes.
  package init(hubChanges: [HubChange]) {
    var runs: [ChangeRun] = []
    var start = 0
    for index in hubChanges.indices {
      let isLast = index == hubChanges.count - 1
      let replica = hubChanges[index].change.dot.replica
      let next = isLast ? nil : hubChanges[index + 1].change.dot
      let goesOn =
        next?.replica == replica
        && next?.sequence == hubChanges[index].change.dot.sequence + 1
      guard !goesOn else { continue }
      let prefix = hubChanges[start].chainBefore.prefix(ChangeRun.chainPrefixByteCount)
      runs.append(
        ChangeRun(
          replica: replica, chainPrefix: Array(prefix),
          changes: hubChanges[start...index].map(\.change)))
      start = index + 1
    }
    self.init(runs: runs)
  }
}
