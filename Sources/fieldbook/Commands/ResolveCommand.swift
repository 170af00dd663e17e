import AccountModel
import ArgumentParser
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// `fieldbook resolve`: a person decides a conflict; the decision supersedes exactly what was listed.
struct ResolveCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Decide a conflict.",
    discussion: """
      A VALUE for one member of a group takes the other members from the candidate that says the \
      same; where none does, it keeps what all candidates agree on and what is in force.
      """)

  @Argument(help: "REF.FIELD") var ref: String
  @Argument(help: "The value that shall stand.") var value: String?
  @Option(
    help: ArgumentHelp("The candidate that conflicts lists with this number.", valueName: "N"))
  var take: Int?
  @Option(help: "The reason, for everybody who asks later.") var why: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if (value == nil) == (take == nil) { throw ValidationError("Give either a VALUE or --take N.") }
  }

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let (record, address) = try replica.finder.cell(ref)
    let kind = try replica.finder.kind(of: record)
    try replica.requireRight(toWrite: kind, in: record.space)
    let typed = try value.map { text in
      let name = address.member?.name ?? address.field.name
      return try TypedValues(
        [Assignment(name: name, text: text)], kind: kind, space: record.space,
        finder: replica.finder)
    }
    var cells: [EditedCell] = []
    let change = try replica.commit(in: record.space) { ledger in
      var edit = try RecordEdit(record.key, kind: kind, ledger: ledger, newID: Chance.recordID)
      if try edit.life().isHidden { throw Failure.deleted(record) }
      let reading = try edit.reading(address.field)
      guard reading.status == .conflict else { throw noConflict(record, address.field) }
      let value = try decision(reading, typed)
      // A decision is written even where it confirms the value in force.
      edit.write(
        address.field, value, over: try edit.shown(reading, of: address.field), evenIfSame: true)
      cells = edit.cells
      return try edit.draft(
        intent: .resolve, note: why, author: replica.store.identity.user, day: replica.today)
    }
    return try replica.outcome(record, change, cells).report(replica, output)
  }

  private func decision(_ reading: Reading, _ typed: TypedValues?) throws -> Value {
    if let typed, let cell = typed.cells.first {
      let ground = Decision.ground(of: reading) { typed.value(of: cell, over: $0) }
      return typed.value(of: cell, over: ground)
    }
    guard let take, reading.candidates.indices.contains(take - 1) else {
      throw Failure(
        .usage, "no_candidate", "There is no candidate \(take ?? 0).",
        hint: "fieldbook conflicts lists \(reading.candidates.count) of them.")
    }
    return reading.candidates[take - 1].value
  }

  private func noConflict(_ record: FoundRecord, _ field: FieldDescription) -> Failure {
    Failure(
      .findings, "no_conflict", "\(field.name) of \(record.title) is not in conflict.",
      hint: "fieldbook set writes it; fieldbook conflicts lists what waits.")
  }
}
