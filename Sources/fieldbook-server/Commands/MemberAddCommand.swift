import AccountModel
import ArgumentParser
import HubServer

/// `member add`.
struct MemberAddCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Gives a user a role in an account.")

  @OptionGroup var account: SpaceOption

  @Option(help: "The user's name.")
  var user: String

  @Option(help: "What the user may do: viewer, editor or manager.")
  var role = Access.Role.editor

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    try await MemberChange(space: account.space, user: user, role: role)
      .carryOut(DataDirectory(common.data), output)
  }
}

/// What `add` and `remove` have in common.
struct MemberChange {
  let space: String
  let user: String
  let role: Access.Role

  func carryOut(_ directory: DataDirectory, _ output: Output) async throws -> ExitStatus {
    let result = try await directory.carryOut(
      .setMember(space: space, user: user, role: role.rawValue))
    guard case .memberSet(let member, let space) = result else { throw Failure.unexpected(result) }
    let line =
      role == .none
      ? "\(member.user) is no member of \(space) any more."
      : "\(member.user) is \(member.role) of \(space)."
    try output.result(
      ["space": space, "user": member.user, "role": member.role], lines: [line])
    return .done
  }
}

extension Access.Role: ExpressibleByArgument {}
