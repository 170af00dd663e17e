/// What one world did, and what the oracle found.
package struct WorldReport: Sendable {
  package let seed: Seed
  /// What does not hold; nil where everything does.
  package var finding: String?
  package var trace = Trace()
  package var changes = 0
  /// Changes that met another one of the same cell, neither knowing of the other.
  package var concurrentChanges = 0
  package var faults: [Fault: Int] = [:]
  package var milestones: [Milestone: Int] = [:]

  package init(seed: Seed) { self.seed = seed }

  /// One line that says how to see the finding again.
  package var reproduction: String {
    "FIELDBOOK_SEED=\(seed.rawValue) swift test --filter SimulationTests  # \(finding ?? "fine")"
  }
}

/// What some worlds must reach, so that the tests are known to try it.
package enum Milestone: String, CaseIterable, Sendable {
  case resolution, candidateReplaced, staleSave, deletion, restoration
  case snapshotLoaded, spaceRegistered, deviceJoined, refusedThenTaken, keptInOutbox
}
