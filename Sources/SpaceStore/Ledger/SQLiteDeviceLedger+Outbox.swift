internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension SQLiteDeviceLedger {
  /// What can be offered to the hub, the earliest change first, and whether changes of others are held
  /// beside it that nobody here can offer.
  func outbox() throws -> (heads: [OutboxHead], hasUnprovable: Bool) {
    let rows = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT a.replica, c.sequence, c.time FROM author a JOIN change c ON c.space = a.space
            AND c.replica = a.replica AND c.sequence = (
              SELECT min(sequence) FROM change WHERE space = a.space AND replica = a.replica
                AND sequence > a.accepted AND body IS NOT NULL)
          WHERE a.space = ? AND a.sequence > a.accepted ORDER BY c.time, c.replica
          """), arguments: [spaceColumn])
    var hasUnprovable = false
    let heads = try rows.compactMap { row -> OutboxHead? in
      let first = Dot(ReplicaID(column: row[0]), UInt64(row[1] as Int64))
      if !identity.replicas.contains(first.replica), try offerableProof(from: first) == nil {
        hasUnprovable = true
        return nil
      }
      guard try chainBefore(first) != nil else { return nil }
      return OutboxHead(replica: first.replica, from: first.sequence)
    }
    return (heads, hasUnprovable)
  }

  /// The changes of one replica from `head` on; see ``DeviceReplica/outbox(_:_:limit:)``.
  ///
  /// `history` is the hub's at the cursor, 8 bytes.
  func outbox(_ head: OutboxHead, history: [UInt8]?, limit: UInt64) throws -> OutboxRun? {
    let first = Dot(head.replica, head.from)
    let isOwn = identity.replicas.contains(head.replica)
    let proof = isOwn ? nil : try offerableProof(from: first)
    guard isOwn || proof != nil, let before = try chainBefore(first) else { return nil }
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT body, chain, sequence FROM change
          WHERE space = ? AND replica = ? AND sequence BETWEEN ? AND ? AND body IS NOT NULL
          ORDER BY sequence
          """),
      arguments: [
        spaceColumn, head.replica.column, Int64(clamping: head.from),
        Int64(clamping: proof?.to ?? .max),
      ])
    let accepted = try accepted()
    var changes: [Change] = []
    var chain: [UInt8] = []
    var size: UInt64 = 0
    while let row = try rows.next() {
      let body = Array(row[0] as Data)
      size += UInt64(body.count)
      let isFull = size > limit || changes.count >= Limits.changesPerPush
      let isNext = UInt64(row[2] as Int64) == head.from + UInt64(changes.count)
      let change = try Canonical.decode(body)
      let goesOn = !isFull && change.dependencies.allSatisfy(accepted.contains)
      guard isNext, changes.isEmpty || proof != nil || goesOn else { break }
      changes.append(change)
      chain = Array(row[1] as Data)
    }
    guard let last = changes.last?.dot.sequence, proof == nil || proof?.to == last else {
      return nil
    }
    let run = ChangeRun(
      replica: head.replica, chainPrefix: HashChain.pushPrefix(before, history: history),
      changes: changes)
    return OutboxRun(
      run: run, encoded: try ChangeBatch(runs: [run]).encode(naming: self), chainBefore: before,
      chainAfter: chain, proof: proof, accepted: accepted, confirmed: try confirmed())
  }

  /// The chain's state before a change; nil where it is not held.
  private func chainBefore(_ dot: Dot) throws -> [UInt8]? {
    dot.sequence == 1
      ? HashChain.seed(space: space, replica: dot.replica)
      : try chain(after: Dot(dot.replica, dot.sequence - 1))
  }

  /// A proof that covers a change and whose run is held from there to its end.
  private func offerableProof(from dot: Dot) throws -> RunProof? {
    try proofs(of: dot.replica).first { proof in
      guard proof.from <= dot.sequence, dot.sequence <= proof.to else { return false }
      let count = try Int64.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT count(*) FROM change
            WHERE space = ? AND replica = ? AND sequence BETWEEN ? AND ? AND body IS NOT NULL
            """),
        arguments: [
          spaceColumn, dot.replica.column, Int64(clamping: dot.sequence),
          Int64(clamping: proof.to),
        ])
      return UInt64(count ?? 0) == proof.to - dot.sequence + 1
    }
  }

  /// The proofs of a replica's runs, ascending.
  func proofs(of replica: ReplicaID) throws -> [RunProof] {
    let rows = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT \(RunProof.columns) FROM run_proof JOIN signing ON number = signing
          WHERE space = ? AND replica = ? ORDER BY first
          """), arguments: [spaceColumn, replica.column])
    return rows.map { RunProof(replica: replica, row: $0) }
  }
}
