internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// A space that lines of a file go into.
final class ImportTarget {
  /// Its place among the targets of the file.
  let index: Int
  let id: SpaceID
  let role: SpaceRole
  /// What the space is made of; nil where it is here already.
  let nonce: [UInt8]?
  /// The first line that goes into it.
  let firstLine: Int
  /// Whether the file has an account for it.
  var hasAccount = false
  var batch = ChangeBatch()
  private(set) var isHere: Bool
  private(set) var ledger: SQLiteDeviceLedger
  private var known: [Int: Set<RecordID>] = [:]

  init(
    index: Int, id: SpaceID, role: SpaceRole, nonce: [UInt8]?, firstLine: Int,
    ledger: SQLiteDeviceLedger
  ) {
    self.index = index
    self.id = id
    self.role = role
    self.nonce = nonce
    self.firstLine = firstLine
    self.ledger = ledger
    isHere = nonce == nil
  }

  /// The ids of the records of a kind that were here before the import; asked for once.
  func knownIDs(_ kind: PortableKind) throws -> Set<RecordID> {
    guard nonce == nil else { return [] }
    if let ids = known[kind.index] { return ids }
    let ids = try ledger.recordIDs(ofKind: kind.kind.name)
    known[kind.index] = ids
    return ids
  }

  /// Writes what waits as one change.
  func flush(_ transaction: ReplicaTransaction) throws {
    guard !batch.isEmpty else { return }
    if let nonce, !isHere {
      _ = try transaction.createSpace(kind: .account, nonce: nonce)
      isHere = true
    }
    let records = batch.takeRecords()
    ledger.assumeUnstored(records.lazy.filter(\.isNew).map(\.key))
    _ = try transaction.commit(Draft(writes: records.flatMap(\.writes)), in: ledger)
    // A new one: what the old one holds of the records is not needed any more.
    ledger = transaction.ledger(id)
  }
}

/// What waits to be written to one space as one change, within the limits of changes.
struct ChangeBatch {
  struct RecordWrites {
    let key: RecordKey
    /// Nothing of it is stored yet.
    let isNew: Bool
    /// Ascending by field.
    let writes: [DraftWrite]
  }

  private var records: [RecordWrites] = []
  private(set) var writeCount = 0
  /// At least as many bytes as the change will have.
  private(set) var byteCount = 0

  var isEmpty: Bool { records.isEmpty }

  mutating func add(_ record: RecordWrites, byteCount: Int) {
    records.append(record)
    writeCount += record.writes.count
    self.byteCount += byteCount
  }

  /// In the order in which a change has them; the batch is empty afterwards.
  mutating func takeRecords() -> [RecordWrites] {
    defer { self = ChangeBatch() }
    return records.sorted { $0.key < $1.key }
  }
}
