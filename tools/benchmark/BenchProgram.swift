import ArgumentParser
import Foundation

/// Measures Fieldbook beside what the machine does at best with the same data.
struct BenchProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure Fieldbook beside what the machine does at best with the same data.")

  @Flag(help: "Print one JSON object for each figure.") var json = false
  @Flag(help: "Name the cases and what they time.") var list = false
  @Flag(help: "Count bytes and instructions alone, once, and fail where a figure grew.")
  var check = false
  @Option(
    name: .customLong("only"), parsing: .upToNextOption, help: "Run these cases alone.")
  var names: [String] = []
  @Option(help: "How often to repeat what is timed; the median counts.") var repeats = 5

  func validate() throws {
    guard (1...100).contains(repeats) else {
      throw ValidationError("--repeats takes a number from 1 to 100, not \(repeats).")
    }
    guard !check || names.isEmpty else {
      throw ValidationError("--check names its cases itself; leave out --only.")
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
    let lab = try Lab(repeats: check ? 1 : repeats)
    let chosen = check ? GrowthLimits.cases : names
    if !json { print(Table.header) }
    var faults: [String] = []
    var measured: Set<String> = []
    for type in benchCases where chosen.isEmpty || chosen.contains(type.name) {
      do {
        for measurement in try await type.init().run(lab) {
          print(json ? measurement.json : Table.line(measurement))
          measured.insert(measurement.name)
          if check, let fault = GrowthLimits.fault(in: measurement) { faults.append(fault) }
        }
      } catch {
        faults.append("\(type.name): \(error)")
      }
    }
    if check { faults += GrowthLimits.missing(in: measured) }
    for fault in faults { FileHandle.standardError.write(Data("\(fault)\n".utf8)) }
    if !faults.isEmpty { throw ExitCode.failure }
  }
}
