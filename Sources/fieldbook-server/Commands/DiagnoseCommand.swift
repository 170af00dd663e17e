import ArgumentParser
import HubServer
import SpaceStore

/// `diagnose`: how the team's replicas are, and dry runs.
struct DiagnoseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "How the team's replicas are; what other policies or merges would do.",
    discussion: "It reads beside a hub that serves, and changes nothing.",
    subcommands: [
      DiagnoseFleetCommand.self, DiagnoseWhatIfCommand.self, DiagnoseMergeCommand.self,
      DiagnoseDivergenceCommand.self,
    ],
    defaultSubcommand: DiagnoseFleetCommand.self)
}

extension DataDirectory {
  /// The hub's database, only looked at.
  func reader() throws -> ReplicaReader {
    try checkThatHubExists()
    return try ReplicaReader.open(path: databasePath, catalog: Hub.catalog)
  }
}
