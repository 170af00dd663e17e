import ArgumentParser
import DeviceSync
import DiagnosticReports
import SpaceStore

/// `fieldbook diagnose fleet`: replicas, contested fields, conflicts, clocks, identities.
struct DiagnoseFleetCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Replicas, contested fields, conflicts, clocks, what happened to identities.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let home = try Home(common)
    let reader = try home.reader()
    let report = try FleetReport(reader, at: home.clock.milliseconds() - reader.clockOffset())
    try output.result(report) { report.lines(.local) }
    return .done
  }
}
