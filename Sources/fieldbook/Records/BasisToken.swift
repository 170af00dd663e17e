import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol

/// What somebody was shown of one cell at an earlier time, as text: `dot-mark` for each write with
/// commas between, or `none` where nobody had written it.
///
/// The mark, 16 hexadecimal digits, tells whether a dot still names the change that was shown: after
/// a recovery it can name another one, and what was shown can stand under another dot.
struct BasisToken: CustomStringConvertible {
  /// One write that was shown.
  struct Shown {
    let dot: Dot
    /// See `ShownMark`.
    let mark: [UInt8]
  }

  private static let noDots = "none"
  private static let dotFromMark: Character = "-"
  let writes: [Shown]

  /// What a reader of a record's field is shown.
  init(_ reading: Reading, of record: Record, _ field: Text, _ ledger: SQLiteDeviceLedger) throws {
    writes = try reading.dots.map { dot in
      Shown(dot: dot, mark: try ledger.mark(of: dot, record, field) ?? [])
    }
  }

  /// Throws ``Failure`` where the text is no token, or one of an older program.
  init(_ text: String) throws {
    if text == Self.noDots {
      writes = []
      return
    }
    writes = try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      let parts = word.split(separator: Self.dotFromMark, omittingEmptySubsequences: false)
      guard let dot = Dot(parts[0]), parts.count <= 2 else { throw Failure.noBasis(text) }
      guard parts.count == 2 else { throw Failure.oldBasis(text) }
      guard let mark = Hexadecimal.bytes(parts[1]), mark.count == ShownMark.byteCount else {
        throw Failure.noBasis(text)
      }
      return Shown(dot: dot, mark: mark)
    }
  }

  var description: String {
    if writes.isEmpty { return Self.noDots }
    return writes.map { "\($0.dot)\(Self.dotFromMark)\(Hexadecimal.text($0.mark))" }
      .joined(separator: ",")
  }
}

/// What a token's holder was shown, as far as it is still here.
struct PinnedReading {
  let reading: Reading
  /// Whether some of it is not: its dot names another change now, and it stands nowhere else.
  let isPart: Bool
}

extension RecordEdit {
  /// What the token's holder was shown: the writes that it names, superseded since or not.
  ///
  /// A write that stands under another dot now is found there. One that is gone is left out: an edit
  /// replaces nothing then that its author did not see.
  func reading(pinnedBy token: BasisToken, of field: FieldDescription) throws -> PinnedReading {
    let dots = try token.writes.compactMap { try dot(of: $0, field) }
    let siblings = try Set(dots).sorted().map { try sibling($0, of: field) }
    let held = try ledger.cell(key, field.name)
    let past = (held.siblings + held.past).filter { $0.isProse && !dots.contains($0.dot) }
    let policy = try ledger.policy(of: kind.name, field.name)
    return PinnedReading(
      reading: try policy.read(Cell(siblings, past: past)) { try ledger.stamp(of: $0) },
      isPart: dots.count < token.writes.count)
  }

  /// The dot under which a write that was shown stands now; nil where it is gone.
  private func dot(of shown: BasisToken.Shown, _ field: FieldDescription) throws -> Dot? {
    let record = try record()
    let cell = record.cells[field.name] ?? Cell()
    let near = (cell.siblings + cell.past).map(\.dot)
    for dot in try [shown.dot] + ledger.rewritings(of: shown.dot) + near
    where try ledger.mark(of: dot, record, field.name) == shown.mark {
      return dot
    }
    guard try ledger.vector().contains(shown.dot) else { throw Failure.notHere(shown.dot) }
    let isOfOtherCell = try ledger.change(shown.dot)?.writes.contains { write in
      try ledger.mark(of: shown.dot, ledger.record(write.key), write.field) == shown.mark
    }
    if isOfOtherCell ?? false { throw Failure.unknownDot(shown.dot, field) }
    return nil
  }

  /// The write of a cell by one change.
  func sibling(_ dot: Dot, of field: FieldDescription) throws -> Sibling {
    guard let sibling = try ledger.sibling(dot, of: record(), field.name) else {
      throw Failure.unknownDot(dot, field)
    }
    return sibling
  }
}

extension SQLiteDeviceLedger {
  /// What tells the write of a cell by one change from others with its dot; nil where it is not held.
  fileprivate func mark(of dot: Dot, _ record: Record, _ field: Text) throws -> [UInt8]? {
    guard let value = try value(writtenBy: dot, to: record, field),
      // Of a version of the past nobody may know any more when it was written.
      let stamp = try? stamp(of: dot)
    else { return nil }
    return ShownMark.mark(record.key, field, stamp, value)
  }
}

extension Failure {
  private static let howToGetOne = "fieldbook explain REF.FIELD prints the basis of what it shows."

  fileprivate static func noBasis(_ text: String) -> Failure {
    Failure(.usage, "wrong_basis", "\"\(text)\" is no basis.", hint: howToGetOne)
  }

  /// A dot alone does not say which change it named.
  fileprivate static func oldBasis(_ text: String) -> Failure {
    Failure(
      .usage, "wrong_basis",
      "\"\(text)\" is a basis of an older program, which does not tell one change from another.",
      hint: howToGetOne)
  }

  fileprivate static func unknownDot(_ dot: Dot, _ field: FieldDescription) -> Failure {
    Failure(
      .usage, "unknown_dot", "The change \(dot) did not write \(field.name) of this record.",
      hint: "fieldbook history shows the changes of a record with their dots.")
  }

  /// The replica was put back, or the token is another replica's.
  fileprivate static func notHere(_ dot: Dot) -> Failure {
    Failure(
      .usage, "unknown_dot", "The change \(dot), which the basis names, is not held here.",
      hint:
        "Nothing was written; fieldbook sync may bring it, or look again and use what explain prints."
    )
  }
}
