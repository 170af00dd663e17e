import ArgumentParser
import Foundation
import HubServer

/// `backup`: a copy of the hub's database.
struct BackupCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies the database of a hub, running or not, to a new file.",
    discussion: """
      From the first backup on, devices keep the changes that the latest backup does not cover.
      """)

  @Argument(help: "The file to write; it must not exist.")
  var file: String

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let target = URL(filePath: file).path
    let result = try await DataDirectory(common.data).carryOut(.backup(path: target))
    guard case .backedUp(let path, let manifest) = result else { throw Failure.unexpected(result) }
    try output.result(
      Line(
        file: path, manifest: BackupManifest.path(of: path), accepted: manifest.accepted,
        bytes: manifest.bytes, sha256: manifest.sha256),
      lines: [
        "The backup is \(path): \(manifest.accepted) changes, \(manifest.bytes) bytes.",
        "Keep \(BackupManifest.path(of: path)) with it: restore checks it by that.",
      ])
    return .done
  }

  private struct Line: Encodable {
    let file: String
    let manifest: String
    let accepted: UInt64
    let bytes: UInt64
    let sha256: String
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
