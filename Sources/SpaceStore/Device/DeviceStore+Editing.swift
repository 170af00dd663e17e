internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol
package import SyncSession

extension DeviceStore {
  /// Makes a space that this device's key owns; the hub registers it at the next sync.
  package func createSpace(kind: SpaceKind, nonce: [UInt8]) throws -> SpaceID {
    let space = SpaceIdentity.space(publicKey: identity.publicKey, nonce: nonce)
    try transaction { try insertSpace(space, kind: kind, nonce: nonce, $0) }
    return space
  }

  /// Makes a space and writes its first change in one transaction.
  package func createSpace(
    kind: SpaceKind, nonce: [UInt8], _ draft: (SpaceID) -> Draft
  ) throws -> LedgerEntry {
    let space = SpaceIdentity.space(publicKey: identity.publicKey, nonce: nonce)
    return try transaction { database in
      try insertSpace(space, kind: kind, nonce: nonce, database)
      return try commit(draft(space), in: ledger(space, database), database)
    }
  }

  func insertSpace(
    _ space: SpaceID, kind: SpaceKind, nonce: [UInt8], _ database: Database
  ) throws {
    forgetPolicies()
    try database.execute(
      sql: "INSERT INTO space (space, kind, nonce, role) VALUES (?, ?, ?, ?)",
      arguments: [
        Data(space.bytes), Int64(kind.rawValue), Data(nonce), Int64(SpaceRole.manager.rawValue),
      ])
  }

  /// Writes one change: the draft is made inside the transaction, from the state that it reads.
  ///
  /// `build` answers nil where nothing is to be written.
  /// Returns what was written, once it would survive a power cut.
  package func commit(
    in space: SpaceID, _ build: (SQLiteDeviceLedger) throws -> Draft?
  ) throws -> LedgerEntry? {
    try transaction { database in
      let ledger = ledger(space, database)
      guard let draft = try build(ledger), !draft.writes.isEmpty else { return nil }
      return try commit(draft, in: ledger, database)
    }
  }

  func commit(
    _ draft: Draft, in ledger: SQLiteDeviceLedger, _ database: Database
  ) throws -> LedgerEntry {
    try trustIdentity(database)
    let draft = try ledger.writingVersions(draft)
    ledger.shownNext = ShownValues.encode(try ledger.shownValues(draft))
    let author = Author(
      replica: identity.replica, user: identity.user, time: clock.next(),
      clockOffset: clock.offset)
    let entry = try ledger.commit(draft, by: author)
    // What the log keeps must be what every other replica accepts.
    _ = try Canonical.decode(entry.canonical)
    return entry
  }

  /// The latest own change that was not taken back, with the values that stood before it.
  package func lastUndoable() throws -> UndoableChange? {
    try reading { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT space, body, shown FROM change
          WHERE replica IN (SELECT replica FROM own_replica) AND undone = 0 AND shown IS NOT NULL
          ORDER BY time DESC, sequence DESC LIMIT 1
          """)
      guard let row, let space = SpaceID(bytes: row[0] as Data) else { return nil }
      return UndoableChange(
        space: space, change: try Canonical.decode(Array(row[1] as Data)),
        shown: try ShownValues.decode(Array(row[2] as Data)))
    }
  }

  /// Takes a change back by new ones and remembers that none of them is to be taken back again.
  ///
  /// A change writes a cell once, so what brings several values back takes several changes.
  package func undo(
    _ undoable: UndoableChange, _ build: (SQLiteDeviceLedger) throws -> [Draft]
  ) throws -> [LedgerEntry] {
    try transaction { database in
      let ledger = ledger(undoable.space, database)
      let drafts = try build(ledger).filter { !$0.writes.isEmpty }
      let entries = try drafts.map { try commit($0, in: ledger, database) }
      for dot in [undoable.change.dot] + entries.map(\.change.dot) {
        try database.execute(
          sql: "UPDATE change SET undone = 1 WHERE space = ? AND replica = ? AND sequence = ?",
          arguments: [Data(undoable.space.bytes), dot.replica.column, Int64(dot.sequence)])
      }
      return entries
    }
  }
}

/// An own change with the values that its author was shown, one for each write.
package struct UndoableChange: Hashable, Sendable {
  package let space: SpaceID
  package let change: Change
  package let shown: [Value]
}

/// The values that stood before a change, kept with the own log for `undo`; never sent.
enum ShownValues {
  static func encode(_ values: [Value]) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(values.count)
    for value in values { writer.value(value) }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> [Value] {
    var reader = ByteReader(bytes)
    var values: [Value] = []
    for _ in 0..<(try reader.count("values", limit: Limits.writesPerChange)) {
      values.append(try reader.value())
    }
    try reader.finish()
    return values
  }
}
