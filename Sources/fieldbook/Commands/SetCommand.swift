import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore
import SyncSession

/// `fieldbook set`: writes fields of a record, and says what stood there.
struct SetCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Write fields of a record.",
    discussion: """
      It replaces what the record says now, or, with --basis, what it said when the token was \
      printed. --from DOT brings back what an old or losing change wrote.
      """)

  @Argument(help: "REF, or REF.FIELD with --from.") var ref: String
  @Argument(help: ArgumentHelp("What to write.", valueName: "FIELD=VALUE")) var values: [String] =
    []
  @Option(help: "Take the value that this change wrote.") var from: String?
  @Option(help: ArgumentHelp("What you were shown, as explain prints it.", valueName: "token"))
  var basis: String?
  @Flag(help: "Replace your own candidate of a conflict; the others stay.") var candidate = false
  @Option(help: "A reason that goes with the change.") var why: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if values.isEmpty == (from == nil) {
      throw ValidationError("Give either FIELD=VALUE or --from DOT.")
    }
    if basis != nil, candidate {
      throw ValidationError("--basis and --candidate exclude each other.")
    }
  }

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let (record, address) = try target(replica)
    let kind = try replica.finder.kind(of: record)
    if kind.isAppendOnly { throw Failure.appendOnly(kind) }
    try replica.requireRight(toWrite: kind, in: record.space)
    let writer = CellWriter(
      replica: replica, record: record, kind: kind, mode: try mode(), note: why)
    let outcome: EditOutcome
    if let from {
      outcome = try writer.takeBack(try dot(from), only: address?.field)
    } else {
      let typed = try TypedValues(
        TypedValues.assignments(values), kind: kind, space: record.space, finder: replica.finder)
      outcome = try writer.write(typed)
    }
    return try outcome.report(replica, output)
  }

  private func target(_ replica: Replica) throws -> (FoundRecord, FieldAddress?) {
    if from == nil { return (try replica.finder.record(ref), nil) }
    return try replica.finder.recordOrCell(ref)
  }

  private func mode() throws -> CellWriter.Mode {
    if candidate { return .ownCandidate }
    guard let basis else { return .whatIsShown }
    return .pinned(try BasisToken(basis), value: nil)
  }

  private func dot(_ text: String) throws -> Dot {
    if let dot = Dot(text) { return dot }
    throw Failure(
      .usage, "wrong_dot", "\"\(text)\" is no change.",
      hint: "fieldbook history REF shows changes with their dots.")
  }
}
