import ArgumentParser
import DeviceSync
import DiagnosticReports
import HubServer
import SpaceStore
import SyncProtocol

/// `diagnose merge`.
struct DiagnoseMergeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "What a device's database or a bundle would bring to the hub: a dry run.",
    discussion: "Neither the hub nor the file changes by a byte.")

  @Argument(help: ArgumentHelp("The device's database, or a bundle.", valueName: "FILE")) var file:
    String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let report = try report(into: DataDirectory(common.data).reader())
    try output.result(report, lines: report.lines())
    return report.conflicts == 0 && report.obstacles.isEmpty ? .done : .findings
  }

  private func report(into hub: ReplicaReader) throws -> MergeReport {
    if BundleFile.isBundle(path: file) {
      do {
        let source = try BundleFile(path: file)
        return try MergeReport(from: file, Bundle.read(source).changes(in: source), into: hub)
      } catch let fault as BundleFault {
        throw GivenFileFault(fault, bundle: file)
      } catch let error as ProtocolError {
        throw GivenFileFault(error, bundle: file)
      }
    }
    let device = try ReplicaReader.open(copyOf: file, catalog: Hub.catalog)
    let report = try MergeReport(from: device, into: hub)
    try device.close()
    return report
  }
}
