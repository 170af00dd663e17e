internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

extension HubStore: HubReplica {
  package func lineage() -> HubLineage { identity.lineage }

  package func list(of user: Text) throws -> HubList {
    try transaction { database in
      let spaces = try database.direct(
        """
        SELECT l.ordinal, l.space, l.role, l.changed, s.kind, s.hub_sequence, s.history
        FROM user_list l JOIN space s ON s.space = l.space WHERE l.user = ? ORDER BY l.ordinal
        """
      ).all([.text(user.string)]) { row -> HubListSpace? in
        guard let space = SpaceID(bytes: row.bytes(1)),
          let kind = SpaceKind(rawValue: UInt8(clamping: row.integer(4)))
        else { return nil }
        return HubListSpace(
          entry: ListEntry(
            ordinal: UInt64(row.integer(0)), space: space, kind: kind,
            role: SpaceRole(rawValue: UInt8(clamping: row.integer(2))) ?? .none),
          changedAt: UInt64(row.integer(3)), hubSequence: UInt64(row.integer(5)),
          history: Self.history(row.bytesIfAny(6), of: space))
      }.compactMap { $0 }
      return HubList(
        version: spaces.map(\.changedAt).max() ?? 0, spaces: spaces,
        ordinalsSince: identity.lineage.firstListVersion)
    }
  }

  /// The 8 bytes of a space's history that travel, from the 32 of its column.
  private static func history(_ column: [UInt8]?, of space: SpaceID) -> [UInt8] {
    let hash = column ?? HistoryHash.seed(space: space)
    return Array(hash.prefix(HistoryHash.prefixByteCount))
  }

  package func register(_ registration: SpaceRegistration, by caller: Caller) throws -> ListEntry? {
    try transaction { database in
      let space = registration.space
      let known = try Int.fetchOne(
        database, sql: "SELECT 1 FROM space WHERE space = ?", arguments: [Data(space.bytes)])
      if known == nil {
        try Self.insertSpace(space, kind: registration.kind, database)
        let ledger = ledger(space, database)
        var managers = [caller.user]
        if let manager = try manager(of: caller.user, database) { managers.append(manager) }
        for user in managers { try grant(user, .manager, in: ledger) }
      }
      return try entry(of: caller.user, space, database)
    }
  }

  package func write<Result>(
    _ space: SpaceID, _ body: (SQLiteHubLedger) throws -> Result
  ) throws -> Result {
    try transaction { try body(ledger(space, $0)) }
  }

  /// A transaction like any other, since a snapshot may be made in it; without writes nothing is written.
  package func read<Result>(
    _ space: SpaceID, _ body: (SQLiteHubLedger) throws -> Result
  ) throws -> Result {
    try write(space, body)
  }

  func entry(of user: Text, _ space: SpaceID, _ database: Database) throws -> ListEntry? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT l.ordinal, l.role, s.kind FROM user_list l JOIN space s ON s.space = l.space
        WHERE l.user = ? AND l.space = ?
        """, arguments: [user.string, Data(space.bytes)])
    guard let row, let kind = SpaceKind(rawValue: UInt8(clamping: row[2] as Int64)) else {
      return nil
    }
    return ListEntry(
      ordinal: UInt64(row[0] as Int64), space: space, kind: kind,
      role: SpaceRole(rawValue: UInt8(clamping: row[1] as Int64)) ?? .none)
  }

  /// The manager that the user's member record names.
  private func manager(of user: Text, _ database: Database) throws -> Text? {
    let ledger = ledger(identity.library, database)
    let draft = access.memberRecord(user, "")
    let key = RecordKey(draft.kind, try id(of: draft, in: identity.library))
    let record = try ledger.record(key)
    var values: [Text: Value] = [:]
    for field in record.cells.keys { values[field] = try ledger.reading(of: record, field).value }
    return access.manager(values)
  }
}
