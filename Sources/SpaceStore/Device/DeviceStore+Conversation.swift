internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol
package import SyncSession

extension DeviceStore: DeviceReplica {
  package func view() throws -> DeviceView {
    try reading { database in
      let pending = try spaces(
        "SELECT DISTINCT space FROM author WHERE is_pending = 1", database)
      let unconfirmed = try spaces(
        "SELECT DISTINCT space FROM author WHERE accepted > confirmed", database)
      let chunked = try spaces("SELECT DISTINCT space FROM chunk", database)
      let spaces = try database.direct(
        """
        SELECT space, kind, ordinal, role, nonce, cursor, history, recovering FROM space
        ORDER BY ordinal IS NULL, ordinal
        """
      ).all([]) { row -> DeviceSpace? in
        guard let id = SpaceID(bytes: row.bytes(0)),
          let kind = SpaceKind(rawValue: UInt8(clamping: row.integer(1)))
        else { return nil }
        let outbox =
          pending.contains(id)
          ? try ledger(id, database).outbox() : (heads: [], hasUnprovable: false)
        return DeviceSpace(
          space: id, kind: kind, ordinal: row.integerIfAny(2).map { UInt64($0) },
          role: SpaceRole(rawValue: UInt8(clamping: row.integer(3))) ?? .none,
          nonce: row.bytesIfAny(4), cursor: UInt64(row.integer(5)),
          history: row.bytesIfAny(6), outbox: outbox.heads,
          hasUnprovable: outbox.hasUnprovable, isRecovering: row.integer(7) != 0,
          isUnconfirmed: unconfirmed.contains(id),
          missingChunks: chunked.contains(id) ? try missingChunks(of: id, database) : nil)
      }
      let version = try MetaTable(database: database).integer(.listVersion) ?? 0
      return DeviceView(listVersion: UInt64(version), spaces: spaces.compactMap { $0 })
    }
  }

  /// The spaces that a statement names.
  private func spaces(_ sql: String, _ database: Database) throws -> Set<SpaceID> {
    Set(try database.direct(sql).all([]) { SpaceID(bytes: $0.bytes(0)) }.compactMap { $0 })
  }

  private func missingChunks(of space: SpaceID, _ database: Database) throws -> MissingChunks? {
    let rows = try database.direct("SELECT snapshot, number, count FROM chunk WHERE space = ?")
      .all([.blob(space.bytes)]) {
        (snapshot: UInt64($0.integer(0)), number: UInt64($0.integer(1)), count: $0.integer(2))
      }
    guard let first = rows.first else { return nil }
    let present = Set(rows.map(\.number))
    let indexes = (0..<UInt64(first.count)).filter { !present.contains($0) }
    return MissingChunks(snapshot: first.snapshot, indexes: indexes)
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
