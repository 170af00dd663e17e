import ArgumentParser
import DiagnosticReports
import HubServer

/// `space list`.
struct SpaceListCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the spaces with their changes and members.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data).carryOut(.spaces)
    guard case .spaces(let spaces) = result else { throw Failure.unexpected(result) }
    var columns = Columns()
    for space in spaces {
      columns.add([
        space.space, space.kind, counted(space.changes, "change"),
        counted(space.members, "member"), space.name,
      ])
    }
    try output.result(spaces, lines: columns.lines)
    return .done
  }
}
