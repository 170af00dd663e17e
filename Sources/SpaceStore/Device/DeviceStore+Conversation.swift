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
          SELECT space, kind, ordinal, role, nonce, cursor, history, recovering FROM space
          ORDER BY ordinal IS NULL, ordinal
          """)
      let pending = try Data.fetchSet(
        database, sql: "SELECT DISTINCT space FROM author WHERE sequence > accepted")
      let unconfirmed = try Data.fetchSet(
        database, sql: "SELECT DISTINCT space FROM author WHERE accepted > confirmed")
      let version = try MetaTable(database: database).integer(.listVersion) ?? 0
      return DeviceView(
        listVersion: UInt64(version),
        spaces: try rows.compactMap {
          try space($0, pending: pending, unconfirmed: unconfirmed, database)
        })
    }
  }

  private func space(
    _ row: Row, pending: Set<Data>, unconfirmed: Set<Data>, _ database: Database
  ) throws -> DeviceSpace? {
    guard let id = SpaceID(bytes: row[0] as Data),
      let kind = SpaceKind(rawValue: UInt8(clamping: row[1] as Int64))
    else { return nil }
    let outbox =
      pending.contains(row[0])
      ? try ledger(id, database).outbox() : (heads: [], hasUnprovable: false)
    return DeviceSpace(
      space: id, kind: kind, ordinal: (row[2] as Int64?).map { UInt64($0) },
      role: SpaceRole(rawValue: UInt8(clamping: row[3] as Int64)) ?? .none,
      nonce: (row[4] as Data?).map { Array($0) }, cursor: UInt64(row[5] as Int64),
      history: (row[6] as Data?).map { Array($0) }, outbox: outbox.heads,
      hasUnprovable: outbox.hasUnprovable, isRecovering: (row[7] as Int64) != 0,
      isUnconfirmed: unconfirmed.contains(row[0]),
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

  package func outbox(
    _ space: DeviceSpace, _ head: OutboxHead, limit: UInt64
  ) throws -> OutboxRun? {
    try reading {
      try ledger(space.space, $0).outbox(head, history: space.history, limit: limit)
    }
  }

  package func note(_ notice: HubNotice) throws {
    try transaction { database in
      let meta = MetaTable(database: database)
      let lineage = Int64(bitPattern: notice.lineage.id)
      if let known = try meta.integer(.lineage), known != lineage { throw HubFault.otherHub }
      clock.learn(hubMilliseconds: notice.hubMilliseconds)
      let generation = Int64(clamping: notice.lineage.generation)
      if let known = try meta.integer(.generation), known != generation {
        try insertEvent(
          IdentityEvent(
            at: clock.correctedMilliseconds, kind: .hubRestored, count: notice.lineage.generation),
          database)
      }
      let facts: [(key: MetaTable.Key, value: Int64)] = [
        (.lineage, lineage), (.generation, generation), (.clockOffset, clock.offset),
        (.listVersion, Int64(clamping: notice.listVersion)),
      ]
      let isNew = try facts.contains { try meta.integer($0.key) != $0.value }
      let now = clock.correctedMilliseconds
      let noted = try meta.integer(.lastSync)
      let isOld = noted.map { now - $0 >= Self.contactMilliseconds || now < $0 } ?? true
      if isNew || isOld { try meta.set(facts + [(.lastSync, now)]) }
      try note(notice.list, isWhole: notice.isWholeList, database)
    }
    // A sync that moves nothing writes nothing to the database.
    SyncMark(directory: directory).set(clock.correctedMilliseconds)
  }

  /// How exactly the database itself says when the last sync was, in milliseconds; see ``SyncMark``.
  private static let contactMilliseconds: Int64 = 600_000

  private func note(_ list: [ListEntry], isWhole: Bool, _ database: Database) throws {
    let listed = Set(list.map(\.space))
    let taken = Set(list.map(\.ordinal))
    if !list.isEmpty || isWhole {
      let rows = try Row.fetchAll(
        database, sql: "SELECT space, ordinal FROM space WHERE ordinal IS NOT NULL")
      for row in rows {
        guard let id = SpaceID(bytes: row[0] as Data), !listed.contains(id),
          isWhole || taken.contains(UInt64(row[1] as Int64))
        else { continue }
        try ledger(id, database).forgetHub()
        try database.execute(
          sql: "UPDATE space SET ordinal = NULL WHERE space = ?", arguments: [row[0] as Data])
      }
    }
    forgetPolicies()
    for entry in list {
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

/// What a hub can do that a device must not follow.
package enum HubFault: Error, Equatable, Sendable {
  /// Another hub answers at this address than the one that the device was enrolled with.
  case otherHub
}
