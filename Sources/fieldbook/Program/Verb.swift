import ArgumentParser

/// One subcommand of the program.
protocol Verb: AsyncParsableCommand {
  var common: CommonOptions { get }
  /// Does it, and says how the program ends.
  ///
  /// Throws ``Failure`` and whatever the libraries throw.
  func perform(_ output: Output) async throws -> ExitStatus
}

/// What every subcommand knows.
struct CommonOptions: ParsableArguments {
  @Option(help: "The replica's directory (else FIELDBOOK_HOME, else ~/.local/share/fieldbook).")
  var home: String?

  @Flag(help: "Print JSON.")
  var json = false
}
