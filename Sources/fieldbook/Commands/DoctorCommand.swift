import ArgumentParser
import DiagnosticReports
import SpaceStore
import SyncCore

/// `fieldbook doctor`: checks the replica and changes nothing.
struct DoctorCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the replica: file, chains, counters, rows.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let examination = try replica.store.examine()
    output.result(
      .object([
        "faults": .array(examination.faults.map { .string($0.sentence) }),
        "changes": .count(examination.changes), "records": .count(examination.records),
        "spaces": .count(examination.spaces), "rebuilt": .count(examination.rebuiltSpaces),
      ])
    ) {
      examination.faults.map { "fault: \($0.sentence)" } + [
        counted(examination.spaces, "space")
          + ", \(examination.rebuiltSpaces) rebuilt from the log; "
          + counted(examination.changes, "change") + ", "
          + counted(examination.records, "record") + "; "
          + (examination.faults.isEmpty
            ? "all is well" : counted(examination.faults.count, "fault"))
      ]
    }
    return examination.faults.isEmpty ? .done : .damaged
  }
}

extension ReplicaFault {
  /// What is wrong, as one sentence.
  var sentence: String {
    switch self {
    case .file(let detail): "The database file is damaged: \(detail)."
    case .brokenChain(let space, let dot):
      "The change \(dot) in \(space) does not follow from the one before it."
    case .unreadableChange(let space, let dot): "The change \(dot) in \(space) cannot be read."
    case .wrongHead(let space, let replica):
      "The counter of \(replica) in \(space) is not that of its last change."
    case .staleRow(let space, let key):
      "The row of \(key) in \(space) does not show what its cells say."
    case .recordsDiffer(let space): "The records of \(space) are not what its log leads to."
    }
  }
}
