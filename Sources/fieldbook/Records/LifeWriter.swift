import AccountModel
import SpaceStore
import SyncCore
import SyncSession

/// Deletes and restores a record: one write of its life cell.
struct LifeWriter {
  let replica: Replica
  let record: FoundRecord
  let note: String?

  /// Deletes the record; nil where it is deleted already.
  ///
  /// It stores what the author was shown, so that the deletion swallows no edit that was not.
  func delete() throws -> Change? {
    try write(unless: .deleted) { ledger in .deleted(shown: try ledger.vector()) }
  }

  /// Brings the record back; nil where nobody denies it.
  func restore() throws -> Change? {
    try write(unless: .alive) { _ in .boolean(true) }
  }

  private func write(
    unless life: Life, _ value: (SQLiteDeviceLedger) throws -> Value
  ) throws -> Change? {
    try replica.requireRight(toWrite: replica.finder.kind(of: record), in: record.space)
    return try replica.commit(in: record.space) { ledger in
      let state = try ledger.record(record.key)
      guard state.life != life else { return nil }
      let shown = try ledger.reading(of: state, Field.life)
      let write = DraftWrite(
        record.key, Field.life, try value(ledger), basis: Basis(dots: shown.dots, base: nil))
      return Draft(note: note.map { Text($0) }, writes: [write])
    }
  }

  static func report(
    _ change: Change?, _ record: FoundRecord, done: String, idle: String, _ output: Output
  ) {
    output.result(
      .object([
        "ref": .string("\(record.key)"), "dot": .optional(change?.dot.description),
      ])
    ) {
      change == nil
        ? ["\(record.title) \(idle); nothing written"]
        : ["\(done) \(record.title) (\(record.key))."]
    }
  }
}
