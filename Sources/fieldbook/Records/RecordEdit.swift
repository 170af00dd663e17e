import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// What an author is shown of one cell, and so what an edit of it supersedes.
struct ShownCell {
  let value: Value
  let basis: Basis
  /// Who wrote what is shown; nil where nobody did.
  let author: (dot: Dot, stamp: Stamp)?
  /// Whether it is one of several candidates, which the edit replaces while the others stay.
  var isCandidate = false
  /// Whether several candidates were shown, so that a write decides between them.
  var isConflict = false
  /// Whether some of what was shown is not held any more: it is not replaced.
  var isPart = false
}

/// One cell that an edit touched: what stood there, what stands there now.
struct EditedCell {
  let field: FieldDescription
  /// The members of the field's group that were named; empty where the whole value was.
  let members: [GroupMember]
  let shown: ShownCell
  let value: Value
  /// False where the value is the one that was shown.
  let isWritten: Bool
}

/// One edit of one record inside a transaction: it gathers the writes of one change.
struct RecordEdit {
  let ledger: SQLiteDeviceLedger
  let kind: KindDescription
  let record: Record
  private(set) var cells: [EditedCell] = []
  private var writes: [DraftWrite] = []
  private let readings: [Text: Reading]
  var isNew: Bool { record.cells[Field.life] == nil }

  init(_ key: RecordKey, kind: KindDescription, ledger: SQLiteDeviceLedger) throws {
    self.ledger = ledger
    self.kind = kind
    record = try ledger.record(key)
    readings = try ledger.readings(of: record)
  }

  func reading(_ field: FieldDescription) throws -> Reading {
    try readings[field.name] ?? ledger.reading(of: record, field.name)
  }

  /// What somebody who reads the cell now is shown.
  func shown(_ field: FieldDescription) throws -> ShownCell {
    try shown(try reading(field), of: field)
  }

  func shown(_ reading: Reading, of field: FieldDescription) throws -> ShownCell {
    ShownCell(
      value: reading.value,
      basis: try ledger.basis(reading, kind: kind.name, field: field.name),
      author: try ledger.author(of: reading), isConflict: reading.status == .conflict)
  }

  /// What somebody is shown who looks at one of several candidates, and takes only the named dots
  /// of it for replaced.
  func shown(_ candidate: Candidate, dots: [Dot]) throws -> ShownCell {
    ShownCell(
      value: candidate.value, basis: Basis(dots: dots, base: candidate.base),
      author: try dots.last.map { ($0, try ledger.stamp(of: $0)) }, isCandidate: true)
  }

  /// Whether a person decides a conflict with this edit.
  var decides: Bool { cells.contains { $0.isWritten && $0.shown.isConflict } }

  /// Writes a cell, unless the value is the one that was shown.
  mutating func write(
    _ field: FieldDescription, members: [GroupMember] = [], _ value: Value, over shown: ShownCell,
    evenIfSame: Bool = false
  ) {
    let isWritten = evenIfSame || value != shown.value
    cells.append(
      EditedCell(field: field, members: members, shown: shown, value: value, isWritten: isWritten))
    if isWritten {
      writes.append(DraftWrite(record.key, field.name, value, basis: shown.basis))
    }
  }

  /// Says that the record is there, superseding whatever says so or denies it.
  mutating func live() throws {
    let life = try ledger.reading(of: record, Field.life)
    writes.append(
      DraftWrite(
        record.key, Field.life, .boolean(true), basis: Basis(dots: life.dots, base: nil)))
  }

  /// The change with the records that go with it; nil where there is nothing to write.
  func draft(
    intent: Intent = .edit, note: String? = nil, author: Text, day: Day
  ) throws -> Draft? {
    guard !writes.isEmpty else { return nil }
    var before = readings.mapValues(\.value)
    for cell in cells { before[cell.field.name] = cell.shown.value }
    var after = before
    for cell in cells where cell.isWritten { after[cell.field.name] = cell.value }
    let companions = companions(
      ofKind: kind.name, id: record.key.id, before: isNew ? nil : before, after: after,
      author: author, day: day)
    return Draft(
      intent: intent, note: note.flatMap { $0.isEmpty ? nil : Text($0) },
      writes: writes + companions.flatMap(writes(of:)))
  }

  private func writes(of companion: NewRecord) -> [DraftWrite] {
    let key = RecordKey(companion.kind, companion.id(in: ledger.space))
    let fields = companion.values.map { DraftWrite(key, $0.key, $0.value, basis: .unset) }
    return fields + [DraftWrite(key, Field.life, .boolean(true), basis: .unset)]
  }
}

extension NewRecord {
  /// The id that the record gets: derived where its kind says so, else random.
  func id(in space: SpaceID) -> RecordID {
    let derivedFrom = kindDescription(named: kind)?.derivedFrom ?? []
    if derivedFrom.isEmpty { return Chance.recordID() }
    return DerivedID.record(
      space: space, kind: kind, values: derivedFrom.map { values[$0] ?? .null })
  }
}
