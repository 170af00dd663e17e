import SpaceStore
import ArgumentParser
import SyncCore

/// `fieldbook conflicts`: what waits for a person, with everything needed to decide.
struct ConflictsCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "What waits for a person: base, candidates, who had seen what.",
    discussion: "Edits of a record that was purged are listed too; restore brings it back.")

  @Option(name: .customLong("in"), help: "The account (else all).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let spaces = try replica.finder.accounts(account)
    let conflicts = try replica.conflicts(in: spaces)
    let quarantined = try replica.quarantined(in: spaces)
    let waiting = Set((conflicts.map(\.record) + quarantined.map(\.record)).map(\.space))
    let names = try replica.names(of: spaces.filter { waiting.contains($0.id) })
    try output.result(
      .array(
        conflicts.map { $0.json(replica.people) } + quarantined.map { $0.json(replica.people) })
    ) {
      try conflicts.flatMap { conflict in
        try conflict.lines(replica, account: names[conflict.record.space] ?? "") + [
          "  decide    \(conflict.advice)", "",
        ]
      }
        + quarantined.flatMap { record in
          try record.lines(replica, account: names[record.record.space] ?? "") + [""]
        }
    }
    return conflicts.isEmpty && quarantined.isEmpty ? .done : .conflicts
  }
}

extension CellView {
  /// The command that decides the conflict.
  fileprivate var advice: String {
    let resolve = "fieldbook resolve \(reference) VALUE|--take N --why TEXT"
    return reading.text == nil ? resolve : "fieldbook edit \(reference), or \(resolve)"
  }
}
