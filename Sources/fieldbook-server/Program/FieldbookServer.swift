import ArgumentParser
import DiagnosticReports
import Foundation

/// The program: reads the command line, runs one verb, ends with one exit status.
@main
enum FieldbookServer {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let output = Output(isJSON: arguments.contains("--json"))
    var status: ExitStatus
    do {
      status = try await run(arguments, output)
    } catch {
      status = report(error, output)
    }
    exit(status.rawValue)
  }

  private static func run(_ arguments: [String], _ output: Output) async throws -> ExitStatus {
    if let mistake = RootCommand.mistake(in: arguments) {
      throw Failure(.usage, mistake.code, mistake.message, hint: mistake.hint)
    }
    var command = try await RootCommand.asyncParseAsRoot(arguments)
    if let verb = command as? any Verb { return try await verb.perform(output) }
    if var command = command as? any AsyncParsableCommand {
      try await command.run()
    } else {
      try command.run()
    }
    return .done
  }

  /// Says what went wrong, or prints the help that was asked for.
  private static func report(_ error: any Error, _ output: Output) -> ExitStatus {
    if let failure = Failure(error) {
      output.report(failure)
      return failure.status
    }
    guard RootCommand.exitCode(for: error) != .success else {
      output.write(RootCommand.fullMessage(for: error))
      return .done
    }
    let usage = RootCommand.fullMessage(for: error).split(separator: "\n")
      .first { $0.hasPrefix("Usage:") }
    output.report(
      Failure(
        .usage, "usage", sentence(RootCommand.message(for: error)),
        hint: usage.map(String.init) ?? "See fieldbook-server --help."))
    return .usage
  }

  private static func sentence(_ text: String) -> String {
    text.hasSuffix(".") || text.hasSuffix("?") ? text : "\(text)."
  }
}
