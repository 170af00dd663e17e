import AccountModel
import SpaceStore
import SyncCore

/// One cell with everybody who stands behind its values.
struct CellView {
  let record: FoundRecord
  let field: FieldDescription
  let reading: Reading
  let candidates: [CandidateView]
  /// Who wrote the base; nil where there is none, or it came without its author.
  let baseAuthor: (dot: Dot, stamp: Stamp)?

  init(
    _ record: FoundRecord, _ field: FieldDescription, _ reading: Reading,
    _ ledger: SQLiteDeviceLedger
  ) throws {
    self.record = record
    self.field = field
    self.reading = reading
    candidates = try reading.candidates.map { candidate in
      CandidateView(
        value: candidate.value, writes: try candidate.dots.map { try .init($0, ledger) })
    }
    baseAuthor = reading.base.flatMap { base in
      // A base may be older than anything that this replica holds.
      (try? ledger.stamp(of: base.dot)).map { (base.dot, $0) }
    }
  }

  var reference: String { "\(record.shortReference).\(field.name)" }

  /// What the author of one candidate had received of each other candidate's author.
  func acquaintances(of write: WriteView) -> [(Acquaintance, WriteView)] {
    guard let clock = write.clock else { return [] }
    return candidates.flatMap(\.writes)
      .filter { $0.dot.replica != write.dot.replica }
      .map { (Acquaintance(of: $0.dot, clock: clock), $0) }
  }
}

/// One value of a cell and its writes.
struct CandidateView {
  let value: Value
  /// In the order in which they were written.
  let writes: [WriteView]
}

/// One live write: by whom, when, why, and what its author had received.
struct WriteView {
  let dot: Dot
  let stamp: Stamp
  let note: String?
  /// Nil where the replica's log does not reach back that far.
  let clock: VersionVector?

  init(_ dot: Dot, _ ledger: SQLiteDeviceLedger) throws {
    self.dot = dot
    stamp = try ledger.stamp(of: dot)
    note = try ledger.change(dot)?.note?.string
    clock = try ledger.clock(of: dot)
  }

  /// `eero, eero-fw, 2026-03-10 09:12`.
  func text(_ people: People) -> String {
    "\(people.author(dot, stamp)), \(LocalTime.text(stamp.time.milliseconds))"
  }
}

extension Replica {
  /// The cells of which several live writes hold different values, with one of these statuses.
  func contestedCells(in spaces: [LocalSpace], _ statuses: Set<Reading.Status>) throws -> [CellView]
  {
    let contested = try store.contestedRecords()
    return try spaces.flatMap { space -> [CellView] in
      let keys = contested.filter { $0.space == space.id }.map(\.key)
      let found = try keys.compactMap { key in
        try store.records(withID: key.id...key.id, kind: key.kind).first { $0.space == space.id }
      }
      return try store.read(space.id) { ledger in
        try found.filter { !$0.isDeleted }.flatMap { found -> [CellView] in
          guard let kind = kindDescription(named: found.key.kind) else { return [] }
          let record = try ledger.record(found.key)
          return try kind.fields.compactMap { field in
            let reading = try ledger.reading(of: record, field.name)
            guard statuses.contains(reading.status) else { return nil }
            return try CellView(found, field, reading, ledger)
          }
        }
      }
    }
  }

  /// The cells that wait for a person.
  func conflicts(in spaces: [LocalSpace]) throws -> [CellView] {
    try contestedCells(in: spaces, [.conflict])
  }
}
