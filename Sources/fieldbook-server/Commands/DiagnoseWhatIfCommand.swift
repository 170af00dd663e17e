import ArgumentParser
import DiagnosticReports

/// `diagnose what-if`.
struct DiagnoseWhatIfCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Replays the history under another policy; lists every value that would differ.")

  @Option(help: ArgumentHelp("Such as opportunity.money=latest@1.", valueName: "FIELD=POLICY"))
  var policy: String
  @Option(help: ArgumentHelp("From this day on, else from the beginning.", valueName: "DATE"))
  var since: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let question = try WhatIfReport.Question(policy: policy, since: since)
    let report = try WhatIfReport(question, DataDirectory(common.data).reader())
    try output.result(report, lines: report.lines(.universal))
    return report.differences.isEmpty ? .done : .findings
  }
}
