internal import AccountModel
package import SpaceStore
package import SyncCore
internal import SyncProtocol
package import SyncSession

/// What an author is shown of one cell, and so what an edit of it supersedes.
package struct ShownCell {
  package let value: Value
  package let basis: Basis
  /// Who wrote what is shown; nil where nobody did.
  package let author: (dot: Dot, stamp: Stamp)?
  /// Whether it is one of several candidates, which the edit replaces while the others stay.
  package var isCandidate = false
  /// Whether several candidates were shown, so that a write decides between them.
  package var isConflict = false
  /// Whether some of what was shown is not held any more: it is not replaced.
  package var isPart = false

  package init(
    value: Value, basis: Basis, author: (dot: Dot, stamp: Stamp)?, isCandidate: Bool = false,
    isConflict: Bool = false
  ) {
    self.value = value
    self.basis = basis
    self.author = author
    self.isCandidate = isCandidate
    self.isConflict = isConflict
  }
}

/// One cell that an edit touched: what stood there, what stands there now.
package struct EditedCell {
  package let field: FieldDescription
  /// The members of the field's group that were named; empty where the whole value was.
  package let members: [GroupMember]
  package let shown: ShownCell
  package let value: Value
  /// False where the value is the one that was shown.
  package let isWritten: Bool
}

/// One edit of one record inside a transaction: it gathers the writes of one change.
///
/// It reads the cells that it is about, and the whole record only where more depends on it.
package struct RecordEdit {
  package let ledger: SQLiteDeviceLedger
  package let key: RecordKey
  package let kind: KindDescription
  package private(set) var cells: [EditedCell] = []
  private var writes: [DraftWrite] = []
  private let newID: () -> RecordID
  package let isNew: Bool

  /// `newID` draws the ids of companions whose kind does not derive them.
  package init(
    _ key: RecordKey, kind: KindDescription, ledger: SQLiteDeviceLedger,
    newID: @escaping () -> RecordID
  ) throws {
    self.ledger = ledger
    self.newID = newID
    self.key = key
    self.kind = kind
    isNew = try ledger.cell(key, Field.life).isEmpty
  }

  /// The record as the transaction holds it.
  package func record() throws -> Record { try ledger.record(key) }

  package func life() throws -> Life { try ledger.life(of: key) }

  package func reading(_ field: FieldDescription) throws -> Reading {
    try ledger.reading(key, field.name)
  }

  /// What somebody who reads the cell now is shown.
  package func shown(_ field: FieldDescription) throws -> ShownCell {
    try shown(try reading(field), of: field)
  }

  package func shown(_ reading: Reading, of field: FieldDescription) throws -> ShownCell {
    ShownCell(
      value: reading.value,
      basis: try ledger.basis(reading, kind: kind.name, field: field.name),
      author: try ledger.author(of: reading), isConflict: reading.status == .conflict)
  }

  /// What somebody is shown who looks at one of several candidates, and takes only the named dots
  /// of it for replaced.
  package func shown(_ candidate: Candidate, dots: [Dot]) throws -> ShownCell {
    ShownCell(
      value: candidate.value, basis: Basis(dots: dots, base: candidate.base),
      author: try dots.last.map { ($0, try ledger.stamp(of: $0)) }, isCandidate: true)
  }

  /// Whether a person decides a conflict with this edit.
  package var decides: Bool { cells.contains { $0.isWritten && $0.shown.isConflict } }

  /// Writes a cell, unless the value is the one that was shown.
  package mutating func write(
    _ field: FieldDescription, members: [GroupMember] = [], _ value: Value, over shown: ShownCell,
    evenIfSame: Bool = false
  ) {
    let isWritten = evenIfSame || value != shown.value
    cells.append(
      EditedCell(field: field, members: members, shown: shown, value: value, isWritten: isWritten))
    if isWritten {
      writes.append(DraftWrite(key, field.name, value, basis: shown.basis))
    }
  }

  /// Says that the record is there, superseding whatever says so or denies it.
  package mutating func live() throws {
    let life = try ledger.reading(key, Field.life)
    writes.append(
      DraftWrite(key, Field.life, .boolean(true), basis: Basis(dots: life.dots, base: nil)))
  }

  /// The change with the records that go with it; nil where there is nothing to write.
  package func draft(
    intent: Intent = .edit, note: String? = nil, author: Text, day: Day
  ) throws -> Draft? {
    let (writes, companions) = try changes(author: author, day: day)
    guard !writes.isEmpty else { return nil }
    return Draft(
      intent: intent, note: note.flatMap { $0.isEmpty ? nil : Text($0) },
      writes: writes + companions.flatMap(self.writes(of:)))
  }

  /// The writes of the edit, and the records that go with it.
  package func changes(
    author: Text, day: Day
  ) throws -> (writes: [DraftWrite], companions: [NewRecord]) {
    let companionFields = companionFields(ofKind: kind.name)
    guard isNew || writes.contains(where: { companionFields.contains($0.field) }) else {
      return (writes, [])
    }
    guard !writes.isEmpty else { return ([], []) }
    var before = try ledger.values(of: record())
    for cell in cells { before[cell.field.name] = cell.shown.value }
    var after = before
    for cell in cells where cell.isWritten { after[cell.field.name] = cell.value }
    let companions = companions(
      ofKind: kind.name, id: key.id, before: isNew ? nil : before, after: after,
      author: author, day: day)
    return (writes, companions)
  }

  private func writes(of companion: NewRecord) -> [DraftWrite] {
    let key = RecordKey(companion.kind, companion.id(in: ledger.space, otherwise: newID))
    let fields = companion.values.map { DraftWrite(key, $0.key, $0.value, basis: .unset) }
    return fields + [DraftWrite(key, Field.life, .boolean(true), basis: .unset)]
  }
}
