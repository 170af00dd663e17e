/// What many worlds did together.
package struct Tally: Sendable {
  package private(set) var seeds = 0
  package private(set) var operations = 0
  package private(set) var changes = 0
  package private(set) var concurrentChanges = 0
  package private(set) var faults: [FaultPoint: Int] = [:]
  package private(set) var milestones: [Milestone: Int] = [:]
  package private(set) var kinds: [String: Int] = [:]
  package private(set) var checks: [Check: Int] = [:]
  /// The worlds in which something did not hold, ascending by seed.
  package private(set) var failures: [WorldReport] = []

  package init() {}

  package mutating func add(_ report: WorldReport) {
    seeds += 1
    operations += report.operations
    changes += report.changes
    concurrentChanges += report.concurrentChanges
    faults.merge(report.faults, uniquingKeysWith: +)
    milestones.merge(report.milestones, uniquingKeysWith: +)
    kinds.merge(report.kinds, uniquingKeysWith: +)
    checks.merge(report.checks, uniquingKeysWith: +)
    if report.finding != nil { failures.append(report) }
  }

  package mutating func add(_ other: Tally) {
    seeds += other.seeds
    operations += other.operations
    changes += other.changes
    concurrentChanges += other.concurrentChanges
    faults.merge(other.faults, uniquingKeysWith: +)
    milestones.merge(other.milestones, uniquingKeysWith: +)
    kinds.merge(other.kinds, uniquingKeysWith: +)
    checks.merge(other.checks, uniquingKeysWith: +)
    failures = (failures + other.failures).sorted { $0.seed.rawValue < $1.seed.rawValue }
  }

  /// The share of changes that met another one of the same cell, neither knowing of the other.
  package var concurrentPercent: Int { changes == 0 ? 0 : concurrentChanges * 100 / changes }
}
