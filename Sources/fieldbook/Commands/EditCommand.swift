import AccountModel
import ArgumentParser
import Foundation
import SpaceStore
import SyncCore

/// `fieldbook edit`: one field in the editor of one's choice.
///
/// What the author was shown is pinned when the editor opens. A save supersedes exactly that; what
/// arrived meanwhile stays beside it.
struct EditCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edit a field in $EDITOR.",
    discussion: """
      Saving never overwrites what you were not shown. A text in conflict opens with marks around \
      the places that wait; a save without marks decides them.
      """)

  @Argument(help: "REF.FIELD") var ref: String
  @Option(help: "A reason that goes with the change.") var why: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let opened = try open()
    let draft = TextDraft(directory: try Home(common).directory)
    guard let edited = try draft.edited(opened.text) else {
      output.note("Nothing changed, nothing written.")
      return .done
    }
    guard let text = opened.marked.map({ $0.cleaned(edited) }) ?? edited else {
      throw Failure.marksLeft(opened.record).mentioning("Your text is in \(draft.path).")
    }
    let replica = try Replica(common, .write)
    let assignments = try assignments(text, opened)
    let outcome: EditOutcome
    do {
      let typed = try TypedValues(
        assignments, kind: opened.kind, space: opened.record.space, finder: replica.finder)
      let writer = CellWriter(
        replica: replica, record: opened.record, kind: opened.kind,
        mode: .pinned(opened.basis, value: opened.value), note: why)
      outcome = try writer.write(typed)
    } catch let failure as Failure {
      throw failure.mentioning("Your text is in \(draft.path).")
    }
    try draft.remove()
    return try outcome.report(replica, output)
  }

  /// What the editor opened with.
  private struct Opened {
    let record: FoundRecord
    let kind: KindDescription
    let address: FieldAddress
    let basis: BasisToken
    let value: Value
    let text: String
    /// Nil where nothing waits for a person.
    let marked: MarkedText?
  }

  /// The replica is open only while it is read: other commands write while the editor is.
  private func open() throws -> Opened {
    let replica = try Replica(common, .read)
    defer { replica.close() }
    let (record, address) = try replica.finder.cell(ref)
    let kind = try replica.finder.kind(of: record)
    if kind.isAppendOnly { throw Failure.appendOnly(kind) }
    if record.isDeleted { throw Failure.deleted(record) }
    try replica.requireRight(toWrite: kind, in: record.space)
    return try replica.store.read(record.space) { ledger in
      let held = try ledger.record(record.key)
      let reading = try ledger.reading(of: held, address.field.name)
      let marked = try Self.marked(reading, record, address.field, ledger, replica.people)
      return Opened(
        record: record, kind: kind, address: address,
        basis: try BasisToken(reading, of: held, address.field.name, ledger), value: reading.value,
        text: marked?.text ?? Self.text(reading.value, address), marked: marked)
    }
  }

  /// A text in conflict with its marks; nil where nothing waits.
  private static func marked(
    _ reading: Reading, _ record: FoundRecord, _ field: FieldDescription,
    _ ledger: SQLiteDeviceLedger, _ people: People
  ) throws -> MarkedText? {
    guard reading.status == .conflict else { return nil }
    let stamps = try reading.dots.map { ($0, try ledger.stamp(of: $0)) }
    let authors = Dictionary(
      stamps.map { dot, stamp in
        (dot, "\(people.author(dot, stamp)), \(LocalTime.text(stamp.time.milliseconds))")
      }, uniquingKeysWith: { first, _ in first })
    if let merge = reading.text { return MarkedText(merge) { authors[$0] ?? "\($0)" } }
    guard try ledger.policy(of: record.key.kind, field.name) == .text else {
      throw Failure.conflictWaits(record.shortReference, title: record.title, field)
    }
    return MarkedText(
      versions: reading.candidates.map { candidate in
        let names = candidate.dots.map { authors[$0] ?? "\($0)" }
        return (names.joined(separator: "; "), Text(candidate.value.description))
      })
  }

  /// The value itself; a whole group as one `member=value` on each line.
  private static func text(_ value: Value, _ address: FieldAddress) -> String {
    if let member = address.member { return "\(value.member(member.name))" }
    guard case .group(let members) = address.field.type else { return "\(value)" }
    return members.map { "\($0.name)=\(value.member($0.name))" }.joined(separator: "\n")
  }

  private func assignments(_ text: String, _ opened: Opened) throws -> [Assignment] {
    guard opened.address.member == nil, case .group = opened.address.field.type else {
      let name = opened.address.member?.name ?? opened.address.field.name
      return [Assignment(name: name, text: text)]
    }
    return try TypedValues.assignments(
      text.split(whereSeparator: \.isNewline).map { String($0) })
  }
}

extension Failure {
  /// A saved text that still holds marks.
  fileprivate static func marksLeft(_ record: FoundRecord) -> Failure {
    Failure(
      .conflicts, "marks_left",
      "The text of \(record.title) still holds marks; nothing was written.",
      hint: "Keep what shall stand and delete the lines with <<<<<<<, =======, ||||||| and >>>>>>>."
    )
  }

  /// The same failure with another sentence in its hint.
  func mentioning(_ sentence: String) -> Failure {
    Failure(status, code, message, hint: "\(hint) \(sentence)")
  }
}
