import ArgumentParser
import Foundation
import HubServer

/// `backup`: a copy of the hub's database.
struct BackupCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies the database of a hub, running or not, to a new file.")

  @Argument(help: "The file to write; it must not exist.")
  var file: String

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let target = URL(filePath: file).path
    let result = try await DataDirectory(common.data).carryOut(.backup(path: target))
    guard case .backedUp(let path) = result else { throw Failure.unexpected(result) }
    try output.result(["file": path], lines: ["The backup is \(path)."])
    return .done
  }
}

extension Failure {
  /// A running hub of another release answered something else than was asked.
  static func unexpected(_ result: AdminResult) -> Failure {
    Failure(
      .unreachable, "unexpected_answer", "The running hub answered something else (\(result)).",
      hint: "Restart the hub with this program's release.")
  }
}
