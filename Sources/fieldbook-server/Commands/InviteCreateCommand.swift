import AccountModel
import ArgumentParser
import DiagnosticReports
import HubServer

/// `invite create`, or `invite` alone.
struct InviteCreateCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Prints a code that enrols one device of a user, once.")

  @Option(help: "The name under which the team knows the user.")
  var user: String

  @Option(help: "What the user does in the team.")
  var role = Member.Role.seller

  @Option(help: "The user's manager, who becomes manager of the accounts that the user creates.")
  var manager: String?

  @Option(help: "For how many days the code is valid.")
  var valid = Administrator.defaultValidDays

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let command = AdminCommand.invite(
      user: user, role: role.rawValue, manager: manager, validDays: valid)
    let result = try await DataDirectory(common.data).carryOut(command)
    guard case .invited(let invite) = result else { throw Failure.unexpected(result) }
    let expires = Instant(milliseconds: invite.expires).universal
    try output.result(
      ["invite": invite.invite, "user": invite.user, "expires": expires],
      lines: [
        invite.invite,
        "For \(invite.user), once, until \(expires):",
        "fieldbook enroll URL --invite \(invite.invite)",
      ])
    return .done
  }
}

extension Member.Role: ExpressibleByArgument {}
