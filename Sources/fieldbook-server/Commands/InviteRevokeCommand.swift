import ArgumentParser
import HubServer

/// `invite revoke`.
struct InviteRevokeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revokes the open invites of a user, or the one with a hint.")

  @Argument(help: "The user's name, or the hint that invite list shows.")
  var name: String

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data).carryOut(.revoke(name: name))
    guard case .revoked(let count) = result else { throw Failure.unexpected(result) }
    try output.result(
      ["revoked": count], lines: [count == 1 ? "Revoked 1 invite." : "Revoked \(count) invites."])
    return .done
  }
}
