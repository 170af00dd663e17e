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
    commandName: "fieldbook",
    abstract: "Account plans and opportunities that work without a network.",
    discussion: """
      A REF is kind/id, the first digits of an id, or a name that is unique in reach. \
      Every command knows --json and --home DIR.
      """,
    version: "fieldbook \(version), \(protocolRange)",
    groupedSubcommands: [
      CommandGroup(
        name: "Replica and team",
        subcommands: [
          InitCommand.self, EnrollCommand.self, ShareCommand.self, SyncCommand.self,
          BundleCommand.self, StatusCommand.self, DigestCommand.self, DoctorCommand.self,
        ]),
      CommandGroup(
        name: "Records",
        subcommands: [
          AddCommand.self, SetCommand.self, UnsetCommand.self, ShowCommand.self,
          ListCommand.self, EditCommand.self, DeleteCommand.self, RestoreCommand.self,
          UndoCommand.self, MoveCommand.self, ImportCommand.self, ExportCommand.self,
        ]),
      CommandGroup(
        name: "Who wins and why",
        subcommands: [
          ConflictsCommand.self, ResolveCommand.self, HistoryCommand.self, ExplainCommand.self,
          CheckCommand.self, DiagnoseCommand.self,
        ]),
      CommandGroup(name: "Reports", subcommands: [FunnelCommand.self, TreeCommand.self]),
    ])

  private static var protocolRange: String {
    let (minimum, current) = (ProtocolVersion.minimum, ProtocolVersion.current)
    return minimum == current ? "protocol \(current)" : "protocol \(minimum) to \(current)"
  }
}

extension RootCommand {
  /// Whether the second word belongs to the first one, as in `bundle export`.
  static func isVerb(_ second: String, of first: String) -> Bool {
    let verbs = configuration.groupedSubcommands.flatMap(\.subcommands)
    let group = verbs.first { $0.configuration.commandName == first }
    return group?.configuration.subcommands.contains {
      $0.configuration.commandName == second
    } ?? false
  }

  /// The word that stands where a command should and is none; nil where there is no such word.
  static func mistake(in arguments: [String]) -> VerbMistake? {
    func name(_ command: any ParsableCommand.Type) -> String {
      command.configuration.commandName ?? ""
    }
    let verbs = configuration.groupedSubcommands.flatMap(\.subcommands).map { verb in
      (name: name(verb), nested: verb.configuration.subcommands.map(name))
    }
    return VerbMistake(arguments, program: "fieldbook", verbs: verbs) { word, names in
      Spelling.nearest(to: Text(word), among: names.map { Text($0) }).map(\.string)
    }
  }
}
