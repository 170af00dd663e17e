import ArgumentParser
import DeviceSync
import DiagnosticReports

/// `diagnose fleet`.
struct DiagnoseFleetCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Devices, contested fields, conflicts, clocks, what happened to identities.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let clock = try ServerClock.current()
    let report = try FleetReport(
      DataDirectory(common.data).reader(), at: clock.milliseconds())
    try output.result(report, lines: report.lines(.universal))
    return .done
  }
}
