internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

/// One space of a SQLite replica inside one transaction.
package class SQLiteLedger: SpaceLedger {
  package let space: SpaceID
  let database: Database
  let log: ChangeLog
  let catalog: StoreCatalog
  /// Records that are known not to be stored yet: nothing is asked for them, and nothing cleared.
  package var unstored: Set<RecordKey> = []
  /// What stood in the cells that the next own change writes, for `undo`.
  var shownBefore: [UInt8]?
  /// See ``boundCatalog()``.
  var loadedCatalog: StoreCatalog?

  init(space: SpaceID, database: Database, catalog: StoreCatalog) {
    self.space = space
    self.database = database
    self.catalog = catalog
    log = ChangeLog(space: space, database: database)
  }

  var spaceColumn: Data { Data(space.bytes) }

  package func vector() throws -> VersionVector {
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: "SELECT replica, sequence FROM author WHERE space = ?"),
      arguments: [spaceColumn])
    return VersionVector(
      rows.map { Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)) })
  }

  package func head(of replica: ReplicaID) throws -> AuthorHead? {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT sequence, chain, clock FROM author WHERE space = ? AND replica = ?"),
      arguments: [spaceColumn, replica.column])
    guard let row else { return nil }
    return AuthorHead(
      sequence: UInt64(row[0] as Int64), chain: Array(row[1] as Data),
      clock: try Canonical.decodeVector(Array(row[2] as Data)))
  }

  package func chain(after dot: Dot) throws -> [UInt8]? { try log.chain(after: dot) }

  package func stamp(of dot: Dot) throws -> Stamp { try log.stamp(of: dot) }

  package func record(_ key: RecordKey) throws -> Record {
    if !unstored.isEmpty, unstored.contains(key) { return Record(key) }
    guard let layout = catalog.layout(key.kind) else {
      return try OtherRecords.load(key, in: space, database: database)
    }
    return try RecordTable(layout: layout, space: space, database: database).load(key.id)
  }

  /// All records of a kind that a table holds, ascending by id.
  func records(of kind: Text) throws -> [Record] {
    guard let layout = catalog.layout(kind) else { return [] }
    return try RecordTable(layout: layout, space: space, database: database).loadAll()
  }

  package func records() throws -> [Record] {
    let known = try catalog.layouts.flatMap { layout in
      try RecordTable(layout: layout, space: space, database: database).loadAll()
    }
    let unknown = try OtherRecords.loadAll(in: space, database: database)
      .filter { catalog.layout($0.key.kind) == nil }
    return known + unknown
  }

  package func append(_ entry: LedgerEntry) throws {
    try log.insert(entry, hubSequence: nil, shown: shownBefore)
    shownBefore = nil
    try raise(entry.change.dot.replica, to: entry.head)
    if let rewriting = KnownRewriting(entry.change) { try learn(rewriting) }
  }

  /// Remembers that a change writes another one again.
  package func learn(_ rewriting: KnownRewriting) throws {
    try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO rewriting (space, replica, sequence, hash, by_replica, by_sequence)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        spaceColumn, rewriting.origin.replica.column, Int64(clamping: rewriting.origin.sequence),
        Data(rewriting.hash), rewriting.dot.replica.column,
        Int64(clamping: rewriting.dot.sequence),
      ])
  }

  func raise(_ replica: ReplicaID, to head: AuthorHead) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO author (space, replica, sequence, chain, clock) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (space, replica) DO UPDATE
          SET sequence = excluded.sequence, chain = excluded.chain, clock = excluded.clock
        """
    ).execute(
      arguments: [
        spaceColumn, replica.column, Int64(head.sequence), Data(head.chain),
        Data(Canonical.encode(head.clock)),
      ])
  }

  package func save(_ record: Record) throws {
    guard let layout = try boundCatalog().layout(record.key.kind) else {
      return try OtherRecords.save(
        record.cells, of: record.key, wasPresent: true, in: space, database: database)
    }
    let isNew = !unstored.isEmpty && unstored.remove(record.key) != nil
    try RecordTable(layout: layout, space: space, database: database)
      .save(record, isNew: isNew) { try log.stamp(of: $0) }
  }
}

/// The kinds that a program knows, with the layouts of their tables.
package struct StoreCatalog: Sendable {
  let layouts: [TableLayout]
  private let layoutsByName: [Text: TableLayout]

  package init(_ kinds: [KindDescription]) { self.init(layouts: kinds.map(TableLayout.init)) }

  init(layouts: [TableLayout]) {
    self.layouts = layouts
    layoutsByName = Dictionary(
      layouts.map { ($0.kind.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func layout(_ kind: Text) -> TableLayout? { layoutsByName[kind] }
}
