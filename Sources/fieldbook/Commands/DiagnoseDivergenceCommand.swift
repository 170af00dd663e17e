import ArgumentParser
import DeviceSync
import DiagnosticReports
import SpaceStore
import SyncCore

/// `fieldbook diagnose divergence`: whether replicas that hold the same changes hold the same state.
struct DiagnoseDivergenceCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "divergence",
    abstract: "Prove that this replica and another that hold the same changes say the same.",
    discussion: """
      It compares with the hub, or with a database file. Where they differ it names the first record \
      and field, and --repair has the next sync take a fresh copy from the hub; edits that were not \
      sent yet are kept.
      """)

  @Option(help: ArgumentHelp("Another replica's database (else the hub).", valueName: "FILE"))
  var with: String?
  @Flag(help: "Let the next sync mend what differs.") var repair = false
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let home = try Home(common)
    let report = try await report(home)
    let broken = report.spaces.filter { $0.verdict == .different || $0.verdict == .forked }
    if repair, !broken.isEmpty {
      let store = try home.open(.write)
      for line in broken { try SpaceID(line.space).map(store.mend) }
      try store.close()
      output.note("\(counted(broken.count, "space")) will be mended by the next sync.")
    }
    try output.result(report) { report.lines() }
    return report.hasFindings ? .findings : .done
  }

  private func report(_ home: Home) async throws -> DivergenceReport {
    let mine = try home.reader()
    if let with {
      let other = try ReplicaReader.open(copyOf: with, catalog: Home.storeCatalog)
      let report = try DivergenceReport(of: mine, with: other)
      try other.close()
      return report
    }
    return try await HubComparison(home: home, reader: mine).report()
  }
}
