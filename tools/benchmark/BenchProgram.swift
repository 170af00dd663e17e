import ArgumentParser
import Foundation

/// Measures Fieldbook beside what the machine does at best with the same data.
@main
struct BenchProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure Fieldbook beside what the machine does at best with the same data.")

  @Flag(help: "Print one JSON object for each figure.") var json = false
  @Flag(help: "Name the cases and what they time.") var list = false
  @Option(
    name: .customLong("only"), parsing: .upToNextOption, help: "Run these cases alone.")
  var names: [String] = []
  @Option(help: "How often to repeat what is timed; the median counts.") var repeats = 5

  func validate() throws {
    guard (1...100).contains(repeats) else {
      throw ValidationError("--repeats takes a number from 1 to 100, not \(repeats).")
    }
    for name in names where !benchCases.contains(where: { $0.name == name }) {
      let known = benchCases.map { $0.name }.joined(separator: ", ")
      throw ValidationError("There is no case \"\(name)\"; the cases are \(known).")
    }
  }

  func run() async throws {
    if list {
      for type in benchCases { print("\(type.name.padded(to: Table.nameWidth))\(type.about)") }
      return
    }
    let lab = try Lab(repeats: repeats)
    if !json { print(Table.header) }
    var isFailed = false
    for type in benchCases where names.isEmpty || names.contains(type.name) {
      do {
        for measurement in try await type.init().run(lab) {
          print(json ? measurement.json : Table.line(measurement))
        }
      } catch {
        isFailed = true
        FileHandle.standardError.write(Data("\(type.name): \(error)\n".utf8))
      }
    }
    if isFailed { throw ExitCode.failure }
  }
}
