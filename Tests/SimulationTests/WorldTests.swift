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
    var debug: [String: Int] = [:]
    for seed in SeedRange.slice(slice) {
      let report = World.run(seed)
      if report.finding != nil { Issue.record("\(report.reproduction)") }
      changes += report.changes
      concurrentChanges += report.concurrentChanges
      for (a, b) in report.faults { debug[a.rawValue, default: 0] += b }
      for (a, b) in report.milestones { debug[a.rawValue, default: 0] += b }
      faults.formUnion(report.faults.keys)
      milestones.formUnion(report.milestones.keys)
    }
    Issue.record("STATS \(concurrentChanges) of \(changes) \(debug.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })")
    guard SeedRange.isUsual else { return }
    #expect(concurrentChanges * 100 >= changes * Self.minimumConcurrentPercent)
    #expect(Fault.allCases.filter { !faults.contains($0) } == [])
    #expect(Milestone.allCases.filter { !milestones.contains($0) } == [])
  }

  @Test func `goes the same way twice`() {
    let traces = Seed.first(8).map { World.run($0).trace }
    #expect(traces == Seed.first(8).map { World.run($0).trace })
    #expect(Set(traces).count == traces.count)
    Issue.record("TRACE \(traces.map(\.hash))")
  }
}
