import ArgumentParser
import DiagnosticReports
import Foundation
import RecordEditing
import SpaceStore

/// `fieldbook export`: the records as lines of JSON.
struct ExportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print records as JSON lines, which import takes.",
    discussion: """
      One record a line: {"kind","id","space","fields"}. Of cells in conflict the value in force is \
      printed; deleted records, the team's library and the access to accounts are left out.
      """)

  @Option(name: .customLong("in"), help: "The account (else all).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    defer { replica.close() }
    let accounts = try replica.finder.accounts(account)
    let report = try RecordExport(store: replica.store, accounts: accounts).run { piece in
      do {
        try FileHandle.standardOutput.write(contentsOf: Data(piece))
      } catch {
        throw Failure(
          .disk, "unwritable", "Standard output takes nothing any more.",
          hint: "What was printed is not all; make room and run the command again.")
      }
    }
    if report.conflicts > 0 {
      let isOne = report.conflicts == 1
      output.note(
        "\(counted(report.conflicts, "cell")) \(isOne ? "is" : "are") in conflict; the "
          + "\(isOne ? "value" : "values") in force \(isOne ? "was" : "were") exported: "
          + "fieldbook conflicts")
    }
    if report.unknown > 0 {
      output.note(
        "\(counted(report.unknown, "value")) of a newer program \(report.unknown == 1 ? "is" : "are") "
          + "left out")
    }
    return .done
  }
}
