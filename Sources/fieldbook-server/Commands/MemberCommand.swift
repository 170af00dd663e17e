import ArgumentParser

/// `member`: who may do what in an account.
struct MemberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Gives, takes and lists the roles of users in an account.",
    subcommands: [MemberAddCommand.self, MemberRemoveCommand.self, MemberListCommand.self])
}

/// Which account.
struct SpaceOption: ParsableArguments {
  @Option(help: "The account: its space's id, the first digits of it, or its unique name.")
  var space: String
}
