import ArgumentParser

/// `fieldbook diagnose`: what this replica knows of the team's replicas, and dry runs.
struct DiagnoseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "How the replicas are; what other policies or merges would do.",
    discussion: """
      It only looks. divergence --repair alone writes: a mark in this replica, which has the next \
      sync mend what differs.
      """,
    subcommands: [
      DiagnoseFleetCommand.self, DiagnoseWhatIfCommand.self, DiagnoseMergeCommand.self,
      DiagnoseDivergenceCommand.self,
    ],
    defaultSubcommand: DiagnoseFleetCommand.self)
}
