import ArgumentParser
import SyncProtocol

/// The command line's first word: which verb.
struct RootCommand: AsyncParsableCommand {
  /// The version of the program.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "fieldbook-server",
    abstract: "A team's hub: it consolidates everybody's account plans.",
    discussion: """
      Every command works on a data directory, whether a hub serves it at that moment or not.
      """,
    version: "fieldbook-server \(version), \(protocolRange)",
    subcommands: [
      InitCommand.self, ServeCommand.self, InviteCommand.self, MemberCommand.self,
      SpaceCommand.self, DoctorCommand.self, BackupCommand.self, RestoreCommand.self,
      CompactCommand.self, DiagnoseCommand.self,
    ])

  private static var protocolRange: String {
    let range = VersionRange.spoken
    let isOne = range.min == range.max
    return isOne ? "protocol \(range.max)" : "protocol \(range.min) to \(range.max)"
  }
}
