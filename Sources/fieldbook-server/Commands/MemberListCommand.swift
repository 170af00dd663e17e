import ArgumentParser
import DiagnosticReports
import HubServer

/// `member list`.
struct MemberListCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the members of an account with their roles.")

  @OptionGroup var account: SpaceOption
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data).carryOut(.members(space: account.space))
    guard case .members(let members) = result else { throw Failure.unexpected(result) }
    try output.result(
      members,
      lines: members.isEmpty ? ["No members."] : table(members))
    return .done
  }

  private func table(_ members: [MemberLine]) -> [String] {
    var columns = Columns()
    for member in members { columns.add([member.user, member.role]) }
    return columns.lines
  }
}
