/// Finds a short list of operations that goes wrong in the same way.
///
/// Source: Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002 (ddmin).
package struct Shrinker {
  /// How many worlds may be run before the best list so far has to do.
  private static let maximumRuns = 600

  private let planted: PlantedFault?
  private let check: Check
  private var best: Scenario
  private var runs = 0

  private init(_ scenario: Scenario, check: Check, planted: PlantedFault?) {
    best = scenario
    self.check = check
    self.planted = planted
  }

  /// The shortest list that was found, with what the oracle finds in it; nil where nothing is wrong.
  package static func shrink(
    _ scenario: Scenario, planted: PlantedFault? = nil
  ) -> (scenario: Scenario, finding: Finding)? {
    let report = World.run(scenario, planted: planted)
    guard let finding = report.finding else { return nil }
    var shrinker = Shrinker(scenario, check: finding.check, planted: planted)
    // What came after the finding has no part in it.
    shrinker.offer(Array(scenario.operations.prefix(report.operations)))
    shrinker.removeParts()
    shrinker.removeFaults()
    shrinker.removeParts()
    let last = World.run(shrinker.best, planted: planted).finding
    return (shrinker.best, last ?? finding)
  }

  /// Takes the list if it goes wrong in the same way.
  @discardableResult
  private mutating func offer(_ operations: [Operation]) -> Bool {
    guard runs < Self.maximumRuns else { return false }
    runs += 1
    var scenario = best
    scenario.operations = operations
    guard World.run(scenario, planted: planted).finding?.check == check else { return false }
    best = scenario
    return true
  }

  /// Leaves out halves, then quarters, and so on down to single operations.
  private mutating func removeParts() {
    var size = max(best.operations.count / 2, 1)
    while true {
      var start = 0
      while start < best.operations.count {
        let end = min(start + size, best.operations.count)
        let rest = Array(best.operations[..<start] + best.operations[end...])
        if !offer(rest) { start = end }
      }
      if size == 1 { return }
      size = max(size / 2, 1)
    }
  }

  private mutating func removeFaults() {
    for index in best.operations.indices {
      for simpler in best.operations[index].simpler {
        var operations = best.operations
        operations[index] = simpler
        if offer(operations) { break }
      }
    }
  }
}
