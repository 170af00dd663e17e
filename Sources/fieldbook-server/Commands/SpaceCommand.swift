import ArgumentParser

/// `space`: what the hub holds.
struct SpaceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "space", abstract: "Shows the hub's spaces.",
    subcommands: [SpaceListCommand.self], defaultSubcommand: SpaceListCommand.self)
}
