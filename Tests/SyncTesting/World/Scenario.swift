/// A world to be: the knobs of a seed and a list of operations.
package struct Scenario: Sendable {
  package let seed: Seed
  package var knobs: Knobs
  package var operations: [Operation]

  /// The scenario that a seed makes up, without some kinds of operations.
  package init(_ seed: Seed, leavingOut leftOut: Set<String> = []) {
    self.init(seed, ScenarioPlan.operations(seed, leavingOut: leftOut))
  }

  /// The knobs of a seed with operations of one's own.
  package init(_ seed: Seed, _ operations: [Operation]) {
    self.seed = seed
    knobs = Knobs(seed)
    self.operations = operations
  }

  /// The scenario as a test in Swift, ready to be put into `Tests/SimulationTests`.
  package func test(finding: String) -> String {
    let lines = operations.map { "      \($0)," }.joined(separator: "\n")
    return """
      import SyncTesting
      import Testing

      @Suite struct `A world that went wrong as seed \(seed.rawValue)` {
        // \(finding)
        @Test func `goes right`() {
          let operations: [Operation] = [
      \(lines)
          ]
          #expect(World.run(Scenario(\(seed.source), operations)).finding == nil)
        }
      }

      """
  }
}

extension Seed {
  fileprivate var source: String { "Seed(rawValue: \(rawValue))" }
}
