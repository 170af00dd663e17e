import AccountModel
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// Writes typed-in values to cells of one record: one change, or none.
struct CellWriter {
  /// What the author was shown.
  enum Mode {
    /// What the record says when the change is written.
    case whatIsShown
    /// What it said when the token was made; `value` is what the field said then, where that is known.
    case pinned(BasisToken, value: Value?)
    /// The author's own candidate of a conflict; the others stay.
    case ownCandidate
  }

  let replica: Replica
  let record: FoundRecord
  let kind: KindDescription
  let mode: Mode
  let note: String?

  /// Writes values that were typed.
  func write(_ typed: TypedValues) throws -> EditOutcome {
    try write(cells: typed.cells.count) { edit in
      for cell in typed.cells {
        let shown = try shown(cell.field, edit)
        let value = typed.value(of: cell, over: try ground(of: cell, shown))
        edit.write(
          cell.field, members: cell.parts.compactMap(\.member), value, over: shown,
          evenIfSame: shown.isConflict || shown.isPart)
      }
    }
  }

  /// The value whose members stay where a group is written in part.
  private func ground(of cell: TypedCell, _ shown: ShownCell) throws -> Value {
    guard shown.isPart, case .pinned(_, let value) = mode else { return shown.value }
    guard let value else {
      if cell.parts.allSatisfy({ $0.member == nil }) { return .null }
      throw Failure.basisGone(record, cell.field)
    }
    return value
  }

  /// Empties what the addresses name.
  func empty(_ addresses: [FieldAddress]) throws -> EditOutcome {
    let fields = Set(addresses.map(\.field.name))
    return try write(cells: fields.count) { edit in
      for name in fields.sorted() {
        let named = addresses.filter { $0.field.name == name }
        guard let field = named.first?.field else { continue }
        let shown = try shown(field, edit)
        let members = named.compactMap(\.member)
        var value = Value.null
        if case .group(let group) = shown.value, members.count == named.count {
          let rest = group.replacing(
            Dictionary(members.map { ($0.name, .null) }, uniquingKeysWith: { first, _ in first }))
          value = rest.members.isEmpty ? .null : .group(rest)
        }
        edit.write(field, members: members, value, over: shown)
      }
    }
  }

  /// Brings back what a change wrote to one field; where none is named, to this record.
  func takeBack(_ dot: Dot, only: FieldDescription?) throws -> EditOutcome {
    try write(cells: only == nil ? nil : 1) { edit in
      var fields = only.map { [$0] } ?? []
      if only == nil {
        let written = try edit.ledger.change(dot)?.writes.filter { $0.key == record.key } ?? []
        fields = written.compactMap { kind.field($0.field) }
      }
      guard !fields.isEmpty else {
        throw Failure(
          .usage, "unknown_dot", "The change \(dot) did not write \(record.title).",
          hint: "fieldbook history \(record.shortReference) shows those that did.")
      }
      for field in fields {
        _ = try edit.sibling(dot, of: field)
        let value = try edit.ledger.value(writtenBy: dot, to: edit.record(), field.name)
        guard let value, !value.isUnread else { throw Failure.textNotHeld(dot, record, field) }
        edit.write(field, value, over: try shown(field, edit))
      }
    }
  }

  /// Who was shown a record before it was deleted may still write it: the edit keeps it visible.
  private var isPinned: Bool { if case .pinned = mode { true } else { false } }

  /// Writes what `body` puts into the edit; `cells` is nil where their number is not known before.
  private func write(
    cells: Int?, _ body: (inout RecordEdit) throws -> Void
  ) throws -> EditOutcome {
    if isPinned, cells != 1 {
      throw Failure(
        .usage, "wrong_basis", "A basis is that of one field.", hint: "Write one field at a time.")
    }
    var edited: [EditedCell] = []
    let change = try replica.commit(in: record.space) { ledger in
      var edit = try RecordEdit(record.key, kind: kind, ledger: ledger, newID: Chance.recordID)
      if try edit.life().isHidden, !isPinned { throw Failure.deleted(record) }
      try body(&edit)
      edited = edit.cells
      return try edit.draft(
        intent: edit.decides ? .resolve : .edit, note: note,
        author: replica.store.identity.user, day: replica.today)
    }
    return try replica.outcome(record, change, edited)
  }

  private func shown(_ field: FieldDescription, _ edit: RecordEdit) throws -> ShownCell {
    if case .pinned(let token, _) = mode {
      let pinned = try edit.reading(pinnedBy: token, of: field)
      var shown = try edit.shown(pinned.reading, of: field)
      shown.isPart = pinned.isPart
      return shown
    }
    let reading = try edit.reading(field)
    guard reading.status == .conflict else { return try edit.shown(reading, of: field) }
    guard case .ownCandidate = mode else {
      throw Failure.conflictWaits(record.shortReference, title: record.title, field)
    }
    for candidate in reading.candidates {
      let mine = try candidate.dots.filter {
        replica.people.isMe($0, try edit.ledger.stamp(of: $0))
      }
      if !mine.isEmpty { return try edit.shown(candidate, dots: mine) }
    }
    throw Failure(
      .conflicts, "no_candidate", "None of the candidates of \(field.name) is yours.",
      hint: "Decide with fieldbook resolve \(record.shortReference).\(field.name).")
  }
}

extension Replica {
  /// What an edit did, with what its cells say now.
  func outcome(
    _ record: FoundRecord, _ change: Change?, _ cells: [EditedCell]
  ) throws -> EditOutcome {
    let after = try store.read(record.space) { ledger in
      try cells.map { ($0.field.name, try ledger.reading(record.key, $0.field.name)) }
    }
    return EditOutcome(
      record: record, change: change, cells: cells,
      after: Dictionary(after, uniquingKeysWith: { $1 }))
  }
}

extension Value {
  /// Whether it is a version of a text whose words are not held.
  fileprivate var isUnread: Bool { if case .prose = self { true } else { false } }
}

extension Failure {
  /// Some members of a group over one that is not held any more.
  fileprivate static func basisGone(_ record: FoundRecord, _ field: FieldDescription) -> Failure {
    Failure(
      .findings, "basis_gone",
      "What the basis showed of \(field.name) of \(record.title) is not held here any more.",
      hint: "Nothing was written; look again and use what fieldbook explain prints now.")
  }

  /// An old version of a text that cannot be read any more.
  fileprivate static func textNotHeld(
    _ dot: Dot, _ record: FoundRecord, _ field: FieldDescription
  ) -> Failure {
    Failure(
      .findings, "text_not_held",
      "What \(dot) wrote to \(field.name) of \(record.title) is not held here; nothing was written.",
      hint: "The hub releases old versions of a text; fieldbook history shows those that are held.")
  }

  /// A plain write of a cell that waits for a person; `record` is a reference that can be typed.
  static func conflictWaits(
    _ record: String, title: String, _ field: FieldDescription
  ) -> Failure {
    Failure(
      .conflicts, "conflict", "\(field.name) of \(title) is in conflict; nothing was written.",
      hint: "Decide with fieldbook resolve \(record).\(field.name), "
        + "or replace your own candidate with set --candidate.")
  }
}
