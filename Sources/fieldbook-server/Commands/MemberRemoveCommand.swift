import AccountModel
import ArgumentParser

/// `member remove`.
struct MemberRemoveCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Takes a user's role in an account away; the user's devices keep what they have.")

  @OptionGroup var account: SpaceOption

  @Option(help: "The user's name.")
  var user: String

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    try await MemberChange(space: account.space, user: user, role: .none)
      .carryOut(DataDirectory(common.data), output)
  }
}
