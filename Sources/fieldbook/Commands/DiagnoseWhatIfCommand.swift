import AccountModel
import ArgumentParser
import DiagnosticReports
import Diagnostics
import SyncCore

/// `fieldbook diagnose what-if`: the history that is held under another policy of one field.
struct DiagnoseWhatIfCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Replay the history under another policy; list every value that would differ.")

  @Option(help: ArgumentHelp("Such as opportunity.money=latest@1.", valueName: "FIELD=POLICY"))
  var policy: String
  @Option(help: ArgumentHelp("From this day on, else from the beginning.", valueName: "DATE"))
  var since: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let question = try WhatIfReport.Question(policy: policy, since: since)
    let report = try WhatIfReport(question, Home(common).reader())
    try output.result(report) { report.lines(.local) }
    return report.differences.isEmpty ? .done : .findings
  }
}
