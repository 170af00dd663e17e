import AccountModel
import DiagnosticReports
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
  /// It stores what the author was shown, so that the deletion swallows no edit that was not. All
  /// that is visible and belongs to the record goes with it, in the same change.
  func delete() throws -> Change? {
    try write(unless: .deleted) { ledger in
      .deleted(shown: try ledger.vector())
    } also: { ledger, record in
      try Family(ledger).descendants(of: record.key)
    }
  }

  /// Brings the record back with all that was deleted together with it; nil where nobody denies it.
  func restore() throws -> Change? {
    try write(unless: .alive) { _ in
      .boolean(true)
    } also: { ledger, record in
      try Family(ledger).deletedWith(record)
    }
  }

  private func write(
    unless life: Life, _ value: (SQLiteDeviceLedger) throws -> Value,
    also: (SQLiteDeviceLedger, Record) throws -> [RecordKey]
  ) throws -> Change? {
    try replica.requireRight(toWrite: replica.finder.kind(of: record), in: record.space)
    return try replica.commit(in: record.space) { ledger in
      let state = try ledger.record(record.key)
      guard state.life != life else { return nil }
      let value = try value(ledger)
      let writes = try ([record.key] + also(ledger, state)).map { key in
        let shown = try ledger.reading(key, Field.life)
        return DraftWrite(key, Field.life, value, basis: Basis(dots: shown.dots, base: nil))
      }
      return Draft(note: note.map { Text($0) }, writes: writes)
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
      guard let change else { return ["\(record.title) \(idle); nothing written"] }
      let others = change.writes.count - 1
      let also =
        others == 0
        ? "" : " with \(counted(others, "record")) that belong\(others == 1 ? "s" : "") to it"
      return ["\(done) \(record.title) (\(record.key))\(also)."]
    }
  }
}
