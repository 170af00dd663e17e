internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol
package import SyncSession

extension DeviceStore: DeviceReplica {
  package func view() throws -> DeviceView {
    try reading { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT s.space, s.kind, s.ordinal, s.role, s.nonce, s.cursor, a.sequence, a.accepted
          FROM space s LEFT JOIN author a ON a.space = s.space AND a.replica = ?
          ORDER BY s.ordinal IS NULL, s.ordinal
          """, arguments: [identity.replica.column])
      let version = try MetaTable(database: database).integer(.listVersion) ?? 0
      return DeviceView(
        listVersion: UInt64(version), spaces: try rows.compactMap { try space($0, database) })
    }
  }

  private func space(_ row: Row, _ database: Database) throws -> DeviceSpace? {
    guard let id = SpaceID(bytes: row[0] as Data),
      let kind = SpaceKind(rawValue: UInt8(clamping: row[1] as Int64))
    else { return nil }
    let sequence = UInt64(row[6] as Int64? ?? 0)
    let accepted = UInt64(row[7] as Int64? ?? 0)
    return DeviceSpace(
      space: id, kind: kind, ordinal: (row[2] as Int64?).map { UInt64($0) },
      role: SpaceRole(rawValue: UInt8(clamping: row[3] as Int64)) ?? .none,
      nonce: (row[4] as Data?).map { Array($0) }, cursor: UInt64(row[5] as Int64),
      unsent: sequence > accepted ? accepted + 1 : nil,
      missingChunks: try missingChunks(of: id, database))
  }

  private func missingChunks(of space: SpaceID, _ database: Database) throws -> MissingChunks? {
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: "SELECT snapshot, number, count FROM chunk WHERE space = ?"),
      arguments: [Data(space.bytes)])
    guard let first = rows.first else { return nil }
    let present = Set(rows.map { UInt64($0[1] as Int64) })
    let indexes = (0..<UInt64(first[2] as Int64)).filter { !present.contains($0) }
    return MissingChunks(snapshot: UInt64(first[0] as Int64), indexes: indexes)
  }

  package func write<Result>(
    _ space: SpaceID, _ body: (SQLiteDeviceLedger) throws -> Result
  ) throws -> Result {
    try transaction { try body(ledger(space, $0)) }
  }

  package func outbox(_ space: SpaceID, from sequence: UInt64, limit: UInt64) throws -> OutboxRun? {
    try reading { database in
      let own = identity.replica
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT body, chain FROM change
          WHERE space = ? AND replica = ? AND sequence >= ? AND body IS NOT NULL ORDER BY sequence
          """, arguments: [Data(space.bytes), own.column, Int64(sequence)])
      var changes: [Change] = []
      var chain: [UInt8] = []
      var size: UInt64 = 0
      var hasMore = false
      while let row = try rows.next() {
        let body = Array(row[0] as Data)
        size += UInt64(body.count)
        if !changes.isEmpty, size > limit || changes.count >= Limits.changesPerPush {
          hasMore = true
          break
        }
        changes.append(try Canonical.decode(body))
        chain = Array(row[1] as Data)
      }
      guard !changes.isEmpty else { return nil }
      let ledger = ledger(space, database)
      let before =
        sequence == 1
        ? HashChain.seed(space: space, replica: own)
        : try ledger.chain(after: Dot(own, sequence - 1)) ?? []
      let run = ChangeRun(
        replica: own, chainPrefix: HashChain.prefix(before), changes: changes)
      let encoded = try ChangeBatch(runs: [run]).encode(naming: ledger)
      return OutboxRun(
        run: run, encoded: encoded, chainBefore: before, chainAfter: chain, hasMore: hasMore)
    }
  }

  package func note(_ notice: HubNotice) throws {
    try transaction { database in
      let meta = MetaTable(database: database)
      let lineage = Int64(bitPattern: notice.lineage.id)
      if let known = try meta.integer(.lineage), known != lineage { throw HubFault.otherHub }
      clock.learn(hubMilliseconds: notice.hubMilliseconds)
      try meta.set(.lineage, lineage)
      try meta.set(.generation, Int64(clamping: notice.lineage.generation))
      try meta.set(.clockOffset, clock.offset)
      try meta.set(.lastSync, clock.correctedMilliseconds)
      try meta.set(.listVersion, Int64(clamping: notice.listVersion))
      for entry in notice.list {
        try database.execute(
          sql: """
            INSERT INTO space (space, kind, ordinal, role) VALUES (?, ?, ?, ?)
            ON CONFLICT (space) DO UPDATE SET ordinal = excluded.ordinal, role = excluded.role
            """,
          arguments: [
            Data(entry.space.bytes), Int64(entry.kind.rawValue), Int64(clamping: entry.ordinal),
            Int64(entry.role.rawValue),
          ])
      }
    }
  }
}

/// What a hub can do that a device must not follow.
package enum HubFault: Error, Equatable, Sendable {
  /// Another hub answers at this address than the one that the device was enrolled with.
  case otherHub
}
