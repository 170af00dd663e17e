import ArgumentParser
import DiagnosticReports
import HubServer

/// `invite list`.
struct InviteListCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists all invites, the latest first; never their codes.")

  @OptionGroup var common: CommonOptions

  private struct Line: Encodable {
    let hint: String
    let user: String
    let role: String
    let expires: String
    let state: String
  }

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data).carryOut(.invites)
    guard case .invites(let invites) = result else { throw Failure.unexpected(result) }
    let lines = invites.map {
      Line(
        hint: $0.hint, user: $0.user, role: $0.role,
        expires: Instant(milliseconds: $0.expires).universal,
        state: $0.state.rawValue)
    }
    try output.result(
      lines,
      lines: lines.isEmpty
        ? ["No invites."]
        : table(lines))
    return .done
  }

  private func table(_ lines: [Line]) -> [String] {
    var columns = Columns()
    for line in lines {
      columns.add([line.hint, line.user, line.role, line.state, "until \(line.expires)"])
    }
    return columns.lines
  }
}
