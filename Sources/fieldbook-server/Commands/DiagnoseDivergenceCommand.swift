import ArgumentParser
import DiagnosticReports
import HubServer
import SpaceStore

/// `diagnose divergence`.
struct DiagnoseDivergenceCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "divergence",
    abstract: "Proves that the hub and a device that hold the same changes say the same.",
    discussion: """
      Where they differ it names the first record and field. On the device, fieldbook diagnose \
      divergence --repair lets its next sync mend it.
      """)

  @Argument(help: ArgumentHelp("The device's database.", valueName: "FILE")) var file: String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let hub = try DataDirectory(common.data).reader()
    let device = try ReplicaReader.open(copyOf: file, catalog: Hub.catalog)
    let report = try DivergenceReport(of: hub, with: device)
    try device.close()
    try output.result(report, lines: report.lines())
    return report.hasFindings ? .findings : .done
  }
}
