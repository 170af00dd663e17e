import AccountModel
import ArgumentParser
import RecordEditing
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
        "reopened": .array(
          undo.reopened.map {
            .object(["ref": .string("\($0.key)"), "field": .string($0.field.string)])
          }),
        "skipped": .array(
          undo.skipped.map {
            .object(["ref": .string("\($0.key)"), "field": .string($0.field.string)])
          }),
      ])
    ) {
      let texts = ValueText(store: replica.store, space: space)
      let time = LocalTime.text(taken.time.milliseconds)
      var lines = ["Took back your change of \(time) (\(taken.dot))."]
      let written = try change.map { change in
        try replica.store.read(space) { try $0.readable(change) }.writes
      }
      lines += try (written ?? []).map { write in
        let name = try replica.title(of: write.key, in: space)
        guard write.field == Field.life else {
          let type = kindDescription(named: write.key.kind)?.field(write.field)?.type
          return "  \(name) \(write.field): \(try texts.brief(write.value, type))"
        }
        return write.value == .boolean(true) ? "  \(name) is there again" : "  \(name) is deleted"
      }
      lines += try undo.skipped.map {
        "  \(try replica.title(of: $0.key, in: space)) \($0.field): written since, left as it is"
      }
      return try lines
        + undo.reopened.map {
          "  \(try replica.title(of: $0.key, in: space)) \($0.field): the conflict waits again"
        }
    }
  }
}
