import ArgumentParser
import HubServer

/// `space list`.
struct SpaceListCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the spaces with their changes and members.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data).carryOut(.spaces)
    guard case .spaces(let spaces) = result else { throw Failure.unexpected(result) }
    try output.result(
      spaces,
      lines: spaces.map {
        "\($0.space)  \($0.kind)  \($0.changes) changes  \($0.members) members  \($0.name)"
      })
    return .done
  }
}
