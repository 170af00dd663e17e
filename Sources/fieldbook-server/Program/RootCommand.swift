import AccountModel
import ArgumentParser
import DiagnosticReports
import SyncCore
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

extension RootCommand {
  /// The word that stands where a command should and is none; nil where there is no such word.
  static func mistake(in arguments: [String]) -> VerbMistake? {
    func name(_ command: any ParsableCommand.Type) -> String {
      command.configuration.commandName ?? ""
    }
    let verbs = configuration.subcommands.map { verb in
      (name: name(verb), nested: verb.configuration.subcommands.map(name))
    }
    return VerbMistake(arguments, program: "fieldbook-server", verbs: verbs) { word, names in
      Spelling.nearest(to: Text(word), among: names.map { Text($0) }).map(\.string)
    }
  }
}
