import ArgumentParser
import DeviceSync
import DiagnosticReports
import SpaceStore
import SyncProtocol

/// `fieldbook diagnose merge`: what another replica's changes would do here.
struct DiagnoseMergeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "What the changes of another database or of a bundle would change here. A dry run.",
    discussion: "Neither this replica nor the file changes by a byte.")

  @Argument(help: ArgumentHelp("A replica's database, or a bundle.", valueName: "FILE")) var file:
    String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let report = try report(into: Home(common).reader())
    try output.result(report) { report.lines() }
    if report.conflicts > 0 { return .conflicts }
    return report.obstacles.isEmpty ? .done : .findings
  }

  private func report(into mine: ReplicaReader) throws -> MergeReport {
    if BundleFile.isBundle(path: file) {
      let (bundle, source) = try Bundle.open(file)
      let changes = try Bundle.reading(file) { try bundle.changes(in: source) }
      return try MergeReport(from: file, changes, into: mine)
    }
    let other = try ReplicaReader.open(copyOf: file, catalog: Home.storeCatalog)
    let report = try MergeReport(from: other, into: mine)
    try other.close()
    return report
  }
}
