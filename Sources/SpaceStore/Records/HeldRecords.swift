internal import SyncCore

/// Which tables hold rows of a record beside its own.
struct RecordRows: Hashable {
  /// Cells with several live writes, or that no column can hold.
  var hasWholeCells: Bool
  /// Fields that this program does not know.
  var hasOthers: Bool

  /// Nobody looked: there may be rows of every kind.
  static let unknown = RecordRows(hasWholeCells: true, hasOthers: true)
  static let none = RecordRows(hasWholeCells: false, hasOthers: false)
}

/// A record as far as a transaction has read it.
struct HeldRecord {
  /// The cells that were read, and those that were written since.
  var record: Record
  /// The fields that were read one by one; nil where the whole record was.
  var readFields: Set<Text>?
  /// What its row says about its cells; nil where it has no row, or where nobody looked.
  var metadata: RecordMetadata?
  var rows: RecordRows

  func cell(_ field: Text) -> Cell? {
    guard readFields?.contains(field) ?? true else { return nil }
    return record.cells[field] ?? Cell()
  }
}

/// The records that a transaction read or wrote last, so that none is read twice.
struct HeldRecords {
  /// Beyond so many all are let go: a transaction's memory has a bound.
  private static let limit = 16_384

  private var entries: [RecordKey: HeldRecord] = [:]

  subscript(key: RecordKey) -> HeldRecord? {
    get { entries[key] }
    set {
      if entries.count >= Self.limit { entries = [:] }
      entries[key] = newValue
    }
  }

  /// The record, where all of it was read.
  func whole(_ key: RecordKey) -> Record? {
    guard let entry = entries[key], entry.readFields == nil else { return nil }
    return entry.record
  }

  func rows(of key: RecordKey) -> RecordRows { entries[key]?.rows ?? .unknown }

  /// Keeps a whole record.
  mutating func note(_ record: Record, _ rows: RecordRows, _ metadata: RecordMetadata? = nil) {
    self[record.key] = HeldRecord(
      record: record, readFields: nil, metadata: metadata, rows: rows)
  }
}
