package import SyncCore

/// One space of one replica inside one transaction: what integrating and authoring changes needs of a store.
///
/// Nothing of it is visible to others before the transaction commits; an error rolls all of it back.
package protocol SpaceLedger: AnyObject {
  var space: SpaceID { get }
  /// What is applied.
  func vector() throws -> VersionVector
  func head(of replica: ReplicaID) throws -> AuthorHead?
  /// The chain's state after the change, or nil where the replica no longer keeps it.
  func chain(after dot: Dot) throws -> [UInt8]?
  /// The stamp of an applied change that is live or in the log.
  func stamp(of dot: Dot) throws -> Stamp
  /// The record's state, without cells where nobody wrote it.
  func record(_ key: RecordKey) throws -> Record
  /// Adds one change to the log; its author's head follows with ``conclude()`` at the latest.
  func append(_ entry: LedgerEntry) throws
  /// Ends a batch of appended changes: from now on heads and vector count them.
  func conclude() throws
  func save(_ record: Record) throws
  /// One cell of a record, empty where nobody wrote it.
  func cell(_ key: RecordKey, _ field: Text) throws -> Cell
  /// Saves some cells of a record, the empty ones as absent; the others stay.
  func save(_ cells: [Text: Cell], of key: RecordKey) throws
}

extension SpaceLedger {
  package func conclude() throws {}

  package func cell(_ key: RecordKey, _ field: Text) throws -> Cell {
    try record(key).cells[field] ?? Cell()
  }

  package func save(_ cells: [Text: Cell], of key: RecordKey) throws {
    var record = try record(key)
    for (field, cell) in cells { record.cells[field] = cell.isEmpty ? nil : cell }
    try save(record)
  }
}

/// A change with everything that the log keeps of it.
package struct LedgerEntry: Hashable, Sendable {
  package let change: Change
  /// The change's canonical bytes.
  package let canonical: [UInt8]
  /// The author's head after the change.
  package let head: AuthorHead

  package init(change: Change, canonical: [UInt8], head: AuthorHead) {
    self.change = change
    self.canonical = canonical
    self.head = head
  }
}
