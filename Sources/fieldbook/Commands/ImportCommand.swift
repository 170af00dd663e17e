import ArgumentParser
import DiagnosticReports
import Foundation
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol

/// `fieldbook import`: records from lines of JSON.
struct ImportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take records from JSON lines; what is here already stays.",
    discussion: """
      One record a line: {"kind","id","space","fields"}, as export prints it. The whole file is \
      checked first and written in one transaction. A record that is here gets the fields that \
      differ; null empties a field, and a field that the line leaves out stays. Cells in conflict, \
      deleted records and fields that are written once are left alone and told.
      """)

  @Argument(help: ArgumentHelp("The lines; - reads standard input.", valueName: "FILE"))
  var file: String
  @Option(name: .customLong("in"), help: "The account that takes everything.") var account: String?
  @Flag(help: "Say what would be written; write nothing.") var dryRun = false
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let source = try LineInput.source(file)
    let replica = try Replica(common, dryRun ? .read : .write)
    defer { replica.close() }
    let into = try account.map { try replica.finder.account($0) }
    let run = RecordImport(
      store: replica.store, source: source, account: into, today: replica.today,
      newID: Chance.recordID, newNonce: { Chance.bytes(SpaceRegistration.nonceByteCount) },
      progress: { progress in
        let verb = progress.isChecking ? "checked" : "compared"
        output.progress("\(verb) \(counted(progress.lines, "record"))")
      })
    let report: ImportReport
    do {
      defer { output.endProgress() }
      report = try run.run(isDryRun: dryRun)
    } catch let fault as ImportFault {
      throw refusal(fault, output)
    }
    if !dryRun, report.added + report.changed > 0 { replica.wakeWatcher() }
    return try ImportOutcome(report: report, isDryRun: dryRun, replica: replica).show(output)
  }

  /// Tells each line that makes no sense, then what it comes to.
  private func refusal(_ fault: ImportFault, _ output: Output) -> Failure {
    for problem in fault.problems {
      output.note("line \(problem.line): \(problem.message) \(problem.hint)")
    }
    if fault.count > fault.problems.count {
      output.note("… and \(fault.count - fault.problems.count) more")
    }
    let isRefusal = fault.problems.allSatisfy(\.isRefusal)
    let first = fault.problems.first
    let name = file == "-" ? "standard input" : file
    let lines = fault.count == 1 ? "A line" : "\(fault.count) lines"
    return Failure(
      isRefusal ? .refused : .usage, isRefusal ? "role_too_low" : "bad_lines",
      "\(lines) of \(name) cannot be taken in; line \(first?.line ?? 0): \(first?.message ?? "")",
      hint: "Nothing was written. \(first?.hint ?? "")")
  }
}
