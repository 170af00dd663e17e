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

  @OptionGroup var options: WhatIfOptions
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let report = try WhatIfReport(options.question, Home(common).reader())
    try output.result(report) { report.lines(.local) }
    return report.differences.isEmpty ? .done : .findings
  }
}
