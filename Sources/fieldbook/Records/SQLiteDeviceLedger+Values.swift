import AccountModel
import SpaceStore
import SyncCore

extension SQLiteDeviceLedger {
  /// The values in force of all fields that somebody wrote; the life cell is none of them.
  func values(of record: Record) throws -> [Text: Value] {
    var values: [Text: Value] = [:]
    for field in record.cells.keys where field != Field.life {
      values[field] = try reading(of: record, field).value
    }
    return values
  }

  /// The readings of all fields that somebody wrote.
  func readings(of record: Record) throws -> [Text: Reading] {
    var readings: [Text: Reading] = [:]
    for field in record.cells.keys where field != Field.life {
      readings[field] = try reading(of: record, field)
    }
    return readings
  }

  /// The stamp of the latest write that a reader is shown, if there is one.
  func author(of reading: Reading) throws -> (dot: Dot, stamp: Stamp)? {
    // Where a policy chose, the author of the chosen value is meant; during a conflict that may be
    // the base's, which can be older than all that the log holds.
    if let chosen = reading.candidates.first(where: { $0.value == reading.value }) {
      return try chosen.dots.last.map { ($0, try stamp(of: $0)) }
    }
    guard let base = reading.base, base.value == reading.value else { return nil }
    return (try? stamp(of: base.dot)).map { (base.dot, $0) }  // Older than the log: unknown.
  }
}
