import ArgumentParser
import DiagnosticReports

/// `diagnose what-if`.
struct DiagnoseWhatIfCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Replays the history under another policy; lists every value that would differ.")

  @OptionGroup var options: WhatIfOptions
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let report = try WhatIfReport(options.question, DataDirectory(common.data).reader())
    try output.result(report, lines: report.lines(.universal))
    return report.differences.isEmpty ? .done : .findings
  }
}
