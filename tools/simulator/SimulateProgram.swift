import Foundation
import SyncTesting

/// Runs worlds of devices, a hub and a bad network, and says what went wrong.
@main
struct SimulateProgram {
  static func main() async {
    do {
      let options = try Options(Array(CommandLine.arguments.dropFirst()))
      exit(try await run(options))
    } catch let error as BadOption {
      complain("error: \(error.sentence)\n\(Options.usage)\n")
      exit(2)
    } catch {
      complain("error: \(error)\n")
      exit(2)
    }
  }

  private static func run(_ options: Options) async throws -> Int32 {
    #if MUTANTS
      if options.seeksMutants { return await MutantSearch(options: options).run() ? 0 : 1 }
    #endif
    let (tally, seconds) = await Simulation(options: options).run()
    print(Summary(tally: tally, seconds: seconds).text)
    try record(options, tally, seconds)
    guard let failure = tally.failures.first else {
      // What is left out cannot be met.
      let gaps = options.leftOut.isEmpty ? Coverage.gaps(in: tally) : []
      for gap in gaps { print("never reached: \(gap)") }
      return gaps.isEmpty ? 0 : 1
    }
    for other in tally.failures { print("seed \(other.seed.rawValue): \(text(of: other))") }
    try report(failure, options)
    return 1
  }

  private static func text(of report: WorldReport) -> String {
    report.finding?.description ?? "fine"
  }

  private static func report(_ failure: WorldReport, _ options: Options) throws {
    guard options.shrinks else {
      if options.traces {
        _ = World.run(Scenario(failure.seed, leavingOut: options.leftOut), log: { print($0) })
      }
      return print("again: \(failure.reproduction)")
    }
    guard
      let (scenario, finding) = Shrinker.shrink(
        Scenario(failure.seed, leavingOut: options.leftOut))
    else { return }
    let test = scenario.test(finding: finding.description)
    print("shrunk to \(scenario.operations.count) operations: \(finding.description)\n\n\(test)")
    if options.traces { _ = World.run(scenario, log: { print($0) }) }
    print("again: \(failure.reproduction)")
    if let path = options.testPath {
      try test.write(toFile: path, atomically: true, encoding: .utf8)
      print("written: \(path)")
    }
  }

  /// Adds a line to the ledger: commit, seeds, result, seconds.
  private static func record(_ options: Options, _ tally: Tally, _ seconds: Double) throws {
    guard let path = options.ledgerPath else { return }
    let failed = tally.failures.map { "\($0.seed.rawValue)" }.joined(separator: " ")
    let line = [
      options.commit, "\(options.first)", "\(tally.seeds)",
      failed.isEmpty ? "fine" : "failed: \(failed)", String(format: "%.0f", seconds),
    ].joined(separator: "\t")
    var text = "commit\tfirst seed\tseeds\tresult\tseconds\n"
    if FileManager.default.fileExists(atPath: path) {
      text = try String(contentsOfFile: path, encoding: .utf8)
    }
    try (text + line + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
