import ArgumentParser
import DiagnosticReports
import Foundation

/// The program: reads the command line, runs one verb, ends with one exit status.
@main
enum Fieldbook {
  static func main() async {
    let arguments = verbFirst(Array(CommandLine.arguments.dropFirst()))
    let output = Output(isJSON: wantsJSON(arguments))
    var status: ExitStatus
    do {
      status = try await run(arguments, output)
    } catch {
      status = report(error, output)
    }
    exit(status.rawValue)
  }

  /// `--home` and `--json` belong to every verb and may stand before it, as people expect.
  private static func verbFirst(_ arguments: [String]) -> [String] {
    var options: [String] = []
    var rest = arguments[...]
    while let first = rest.first {
      if first == "--json" || first.hasPrefix("--home=") {
        options.append(rest.removeFirst())
      } else if first == "--home", rest.count > 1 {
        options += [rest.removeFirst(), rest.removeFirst()]
      } else {
        break
      }
    }
    guard let verb = rest.popFirst() else { return arguments }
    var verbs = [verb]
    if let second = rest.first, RootCommand.isVerb(second, of: verb) {
      verbs.append(rest.removeFirst())
    }
    return verbs + options + rest
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
    let failure = Failure(
      .usage, "usage", sentence(RootCommand.message(for: error)),
      hint: usage.map(String.init) ?? "See fieldbook --help.")
    output.report(failure)
    return failure.status
  }

  private static func sentence(_ text: String) -> String {
    text.hasSuffix(".") || text.hasSuffix("?") ? text : "\(text)."
  }

  /// Known before the command line is understood, so that a mistake in it is told in the right form.
  private static func wantsJSON(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains("--json")
  }
}
