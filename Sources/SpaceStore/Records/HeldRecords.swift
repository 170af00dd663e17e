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

/// The records that a transaction read or wrote last, so that none is read twice.
struct HeldRecords {
  /// Beyond so many all are let go: a transaction's memory has a bound.
  private static let limit = 16_384

  private var entries: [RecordKey: (record: Record, rows: RecordRows)] = [:]

  subscript(key: RecordKey) -> Record? { entries[key]?.record }

  func rows(of key: RecordKey) -> RecordRows { entries[key]?.rows ?? .unknown }

  mutating func note(_ record: Record, _ rows: RecordRows) {
    if entries.count >= Self.limit { entries = [:] }
    entries[record.key] = (record, rows)
  }
}
