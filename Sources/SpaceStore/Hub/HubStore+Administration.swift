internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
internal import SyncSession

extension HubStore {
  /// Gives a user a role in a space, by a change that the hub writes; `none` takes it away.
  package func grant(_ user: Text, _ role: SpaceRole, in space: SpaceID) throws {
    try transaction { try grant(user, role, in: ledger(space, $0)) }
  }

  func grant(_ user: Text, _ role: SpaceRole, in ledger: SQLiteHubLedger) throws {
    try put(access.accessRecord(user, role), in: ledger)
  }

  /// Writes a record with a derived id as a change of the hub: creates it, or sets what differs.
  func put(_ record: NewRecord, in ledger: SQLiteHubLedger) throws {
    let key = RecordKey(record.kind, try id(of: record, in: ledger.space))
    let state = try ledger.record(key)
    var writes: [DraftWrite] = []
    for (field, value) in record.values {
      let reading = try ledger.reading(of: state, field)
      if reading.value == value { continue }
      writes.append(DraftWrite(key, field, value, basis: Basis(dots: reading.dots, base: nil)))
    }
    if state.cells[Field.life] == nil || state.life == .deleted {
      let life = try ledger.reading(of: state, Field.life)
      writes.append(
        DraftWrite(key, Field.life, .boolean(true), basis: Basis(dots: life.dots, base: nil)))
    }
    guard !writes.isEmpty else { return }
    try ledger.administer(writes, by: author, at: ledger.nextTime())
    try ledger.settle([key])
  }

  func id(of record: NewRecord, in space: SpaceID) throws -> RecordID {
    let kind = catalog.layout(record.kind)?.kind
    let key = (kind?.derivedFrom ?? []).map { record.values[$0] ?? .null }
    return DerivedID.record(space: space, kind: record.kind, values: key)
  }

  /// Sets a user's role in a user's list; the list's version rises, so that devices learn of it.
  func setListEntry(
    user: Text, space: SpaceID, role: SpaceRole, _ database: Database
  ) throws {
    let row = try Row.fetchOne(
      database,
      sql: "SELECT max(ordinal), max(changed) FROM user_list WHERE user = ?",
      arguments: [user.string])
    let ordinal = (row?[0] as Int64? ?? 0) + 1
    let base = Int64(clamping: identity.lineage.firstListVersion)
    let version = max(row?[1] as Int64? ?? 0, base) + 1
    try database.execute(
      sql: """
        INSERT INTO user_list (user, ordinal, space, role, changed) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (user, space) DO UPDATE SET role = excluded.role, changed = excluded.changed
        WHERE role <> excluded.role
        """,
      arguments: [
        user.string, ordinal, Data(space.bytes), Int64(role.rawValue), version,
      ])
    touch(space)
  }

  /// All spaces with the count of their accepted changes.
  package func spaces() throws -> [HubSpace] {
    try transaction { database in
      try Row.fetchAll(database, sql: "SELECT space, kind, hub_sequence FROM space ORDER BY space")
        .compactMap { row in
          guard let id = SpaceID(bytes: row[0] as Data),
            let kind = SpaceKind(rawValue: UInt8(clamping: row[1] as Int64))
          else { return nil }
          return HubSpace(id: id, kind: kind, hubSequence: UInt64(row[2] as Int64))
        }
    }
  }

  /// The members of a space with their roles, by name.
  package func members(of space: SpaceID) throws -> [(user: Text, role: SpaceRole)] {
    try transaction { database in
      try database.direct(
        "SELECT user, role FROM user_list WHERE space = ? AND role > 0 ORDER BY user"
      ).all([.blob(space.bytes)]) {
        (Text($0.text(0)), SpaceRole(rawValue: UInt8(clamping: $0.integer(1))) ?? .none)
      }
    }
  }

  /// Writes or updates a user's member record in the library.
  package func putMember(_ record: NewRecord) throws {
    try transaction { try put(record, in: ledger(identity.library, $0)) }
  }

  /// Whether anybody was ever invited or enrolled under this name.
  package func hasUser(_ user: Text) throws -> Bool {
    try transaction { database in
      try Int.fetchOne(
        database,
        sql: "SELECT 1 FROM user_list WHERE user = :u UNION SELECT 1 FROM invite WHERE user = :u",
        arguments: ["u": user.string]) != nil
    }
  }
}

/// One space as the hub lists it.
package struct HubSpace: Hashable, Sendable {
  package let id: SpaceID
  package let kind: SpaceKind
  package let hubSequence: UInt64
}
