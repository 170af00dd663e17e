import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore

/// `fieldbook undo`: takes the last own change back by a new one.
struct UndoCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take back your last change; again, the one before it.",
    discussion: "What somebody else has written since stays as it is.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    guard let undoable = try replica.store.lastUndoable() else {
      throw Failure(
        .findings, "nothing_to_undo", "There is no change of yours to take back.",
        hint: "fieldbook history REF shows who changed what.")
    }
    let undo = Undo(undoable: undoable, replica: replica)
    let change = try undo.run()
    try report(undo, change, replica, output)
    return undo.skipped.isEmpty || change != nil ? .done : .findings
  }

  private func report(
    _ undo: Undo, _ change: Change?, _ replica: Replica, _ output: Output
  ) throws {
    let taken = undo.undoable.change
    let space = undo.undoable.space
    let refs = Set((change ?? taken).writes.map(\.key)).sorted()
    try output.result(
      .object([
        "ref": .optional(refs.first?.description),
        "dot": .optional(change?.dot.description),
        "undone": .string("\(taken.dot)"),
        "refs": .array(refs.map { .string("\($0)") }),
        "skipped": .array(
          undo.skipped.map {
            .object(["ref": .string("\($0.key)"), "field": .string($0.field.string)])
          }),
      ])
    ) {
      let texts = ValueText(store: replica.store, space: space)
      let time = LocalTime.text(taken.time.milliseconds)
      var lines = ["Took back your change of \(time) (\(taken.dot))."]
      lines += try (change?.writes ?? []).map { write in
        let name = try replica.title(of: write.key, in: space)
        guard write.field == Field.life else {
          let type = kindDescription(named: write.key.kind)?.field(write.field)?.type
          return "  \(name) \(write.field): \(try texts.text(write.value, type))"
        }
        return write.value == .boolean(true) ? "  \(name) is there again" : "  \(name) is deleted"
      }
      lines += try undo.skipped.map {
        "  \(try replica.title(of: $0.key, in: space)) \($0.field): written since, left as it is"
      }
      return lines + Self.candidates(of: taken)
    }
  }

  /// A cell takes one value at a time, so a decision that is taken back leaves what was in force.
  private static func candidates(of change: Change) -> [String] {
    guard change.intent == .resolve else { return [] }
    let dots = change.writes.flatMap(\.supersedes).map(\.description).joined(separator: ", ")
    return ["  it was between \(dots); fieldbook set REF --from DOT takes one of them"]
  }
}
