import SyncTesting
import Testing

@Suite struct `A world of devices on a bad network` {
  /// At least this many of a hundred changes meet a concurrent one, or little is tested.
  private static let minimumConcurrentPercent = 30

  @Test(arguments: 0..<SeedRange.slices)
  func `ends with equal replicas and no lost value`(slice: UInt64) {
    var changes = 0
    var concurrentChanges = 0
    var faults: Set<Fault> = []
    var milestones: Set<Milestone> = []
    for seed in SeedRange.slice(slice) {
      let report = World.run(seed)
      if report.finding != nil { Issue.record("\(report.reproduction)") }
      changes += report.changes
      concurrentChanges += report.concurrentChanges
      faults.formUnion(report.faults.keys)
      milestones.formUnion(report.milestones.keys)
    }
    guard SeedRange.isUsual else { return }
    #expect(concurrentChanges * 100 >= changes * Self.minimumConcurrentPercent)
    #expect(Fault.allCases.filter { !faults.contains($0) } == [])
    #expect(Milestone.allCases.filter { !milestones.contains($0) } == [])
  }

  @Test func `goes the same way twice`() {
    let traces = Seed.first(8).map { World.run($0).trace }
    #expect(traces == Seed.first(8).map { World.run($0).trace })
    #expect(Set(traces).count == traces.count)
  }
}
