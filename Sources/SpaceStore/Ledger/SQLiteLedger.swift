internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

/// One space of a SQLite replica inside one transaction.
package class SQLiteLedger: SpaceLedger {
  package let space: SpaceID
  let database: Database
  /// The space's id as tables have it.
  let spaceValue: ColumnValue
  let log: ChangeLog
  let catalog: StoreCatalog
  /// Nil where others may write between two transactions.
  let policies: PolicyCache?
  /// See ``boundCatalog()``.
  var loadedCatalog: StoreCatalog?
  /// Heads of authors whose changes were appended, until the batch is concluded.
  private var openHeads: [ReplicaID: AuthorHead] = [:]
  /// What an author was shown where the next change is written; kept with an own change alone.
  var shownNext: [UInt8]?
  var held = HeldRecords()
  /// Stamps that the transaction looked up or wrote.
  private var stamps: [Dot: Stamp] = [:]
  /// Beyond so many all are let go: a transaction's memory has a bound.
  private static let stampLimit = 16_384

  init(
    space: SpaceID, database: Database, catalog: StoreCatalog, policies: PolicyCache? = nil,
    segments: SegmentCache? = nil
  ) {
    self.space = space
    self.policies = policies
    self.database = database
    self.catalog = catalog
    spaceValue = .blob(space.bytes)
    log = ChangeLog(space: space, database: database, segments: segments)
  }

  var spaceColumn: Data { Data(space.bytes) }

  package func vector() throws -> VersionVector {
    VersionVector(
      try database.direct("SELECT replica, sequence FROM author WHERE space = ?")
        .all([spaceValue]) { Dot(ReplicaID(column: $0.integer(0)), UInt64($0.integer(1))) })
  }

  package func head(of replica: ReplicaID) throws -> AuthorHead? {
    try database.direct(
      "SELECT sequence, chain, clock FROM author WHERE space = ? AND replica = ?"
    ).first([spaceValue, .integer(replica.column)]) {
      AuthorHead(
        sequence: UInt64($0.integer(0)), chain: $0.bytes(1),
        clock: try Canonical.decodeVector($0.bytes(2)))
    }
  }

  package func chain(after dot: Dot) throws -> [UInt8]? { try log.chain(after: dot) }

  package func stamp(of dot: Dot) throws -> Stamp {
    if let known = stamps[dot] { return known }
    let stamp = try log.stamp(of: dot)
    note(stamp, of: dot)
    return stamp
  }

  private func note(_ stamp: Stamp, of dot: Dot) {
    if stamps.count >= Self.stampLimit { stamps = [:] }
    stamps[dot] = stamp
  }

  /// From now on the log is asked: changes were taken out of it.
  func forgetStamps() { stamps = [:] }

  package func record(_ key: RecordKey) throws -> Record {
    if let record = held.whole(key) { return record }
    guard let layout = catalog.layout(key.kind) else {
      let record = try OtherRecords.load(key, in: space, database: database)
      held.note(record, .unknown)
      return record
    }
    let stored = try RecordTable(layout: layout, space: space, database: database).load(key.id)
    held.note(stored.record, stored.rows, stored.metadata)
    return stored.record
  }

  /// Takes for granted that nothing of these records is stored yet: nothing is asked for them, and
  /// nothing cleared.
  package func assumeUnstored(_ keys: some Sequence<RecordKey>) {
    for key in keys { held.note(Record(key), .none) }
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
    try log.insert(entry, place: nil, shown: shownNext)
    shownNext = nil
    try noteHead(entry)
  }

  /// The author's head, which is raised at the batch's end, and what the change writes again.
  func noteHead(_ entry: LedgerEntry) throws {
    openHeads[entry.change.dot.replica] = entry.head
    note(entry.change.stamp, of: entry.change.dot)
    if let rewriting = KnownRewriting(entry.change) { try learn(rewriting) }
  }

  /// The head of an author who has a change in the batch that is not concluded.
  func openHead(of replica: ReplicaID) -> AuthorHead? { openHeads[replica] }

  package func conclude() throws {
    for (replica, head) in openHeads.sorted(by: { $0.key < $1.key }) {
      try raise(replica, to: head)
    }
    openHeads = [:]
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
    try database.direct(
      """
      INSERT INTO author (space, replica, sequence, chain, clock) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (space, replica) DO UPDATE
        SET sequence = excluded.sequence, chain = excluded.chain, clock = excluded.clock
      """
    ).run([
      spaceValue, .integer(replica.column), .integer(Int64(head.sequence)), .blob(head.chain),
      .blob(Canonical.encode(head.clock)),
    ])
  }

  package func save(_ record: Record) throws {
    // Looking for the kind's table remembers the bindings as they were before.
    defer { if record.key.kind == BoundPolicy.kindName { policies?.forget() } }
    guard let layout = try boundCatalog().layout(record.key.kind) else {
      try OtherRecords.save(
        record.cells, of: record.key, wasPresent: true, in: space, database: database)
      return held.note(record, .unknown)
    }
    let stored = try RecordTable(layout: layout, space: space, database: database)
      .save(record, over: held.rows(of: record.key)) { try stamp(of: $0) }
    held.note(record, stored.rows, stored.metadata)
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
