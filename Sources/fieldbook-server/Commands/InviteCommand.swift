import ArgumentParser

/// `invite`: one-time codes by which people join.
struct InviteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Invites a user, lists invites, revokes them.",
    subcommands: [
      InviteCreateCommand.self, InviteListCommand.self, InviteRevokeCommand.self,
    ],
    defaultSubcommand: InviteCreateCommand.self)
}
