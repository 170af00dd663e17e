import SyncTesting
import Testing

@Suite struct `A world of devices on a bad network` {
  /// At least this many of a hundred changes meet a concurrent one, or little is tested.
  private static let minimumConcurrentPercent = 30
  /// Worlds that every test run goes through; `tools/simulate` goes through ten thousand.
  private static let seedCount: UInt64 = 200
  /// Parts that are run side by side.
  private static let slices: UInt64 = 4

  @Test(arguments: 0..<slices)
  func `ends with equal replicas and no lost value`(slice: UInt64) {
    var tally = Tally()
    for seed in Seed.first(Self.seedCount) where seed.rawValue % Self.slices == slice {
      tally.add(World.run(seed))
    }
    for failure in tally.failures { Issue.record("\(failure.reproduction)") }
    #expect(tally.concurrentPercent >= Self.minimumConcurrentPercent)
  }

  @Test func `goes the same way twice`() {
    let traces = Seed.first(8).map { World.run($0).trace }
    #expect(traces == Seed.first(8).map { World.run($0).trace })
    #expect(Set(traces).count == traces.count)
  }

  @Test func `ends the same way whatever the clocks show`() {
    let findings = Seed.first(24).compactMap { ClockPair.finding($0) }
    #expect(findings == [])
  }
}
