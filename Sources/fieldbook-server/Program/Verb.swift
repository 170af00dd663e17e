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
  @Option(help: "The hub's data directory.")
  var data: String

  @Flag(help: "Print JSON.")
  var json = false
}
