import SyncTesting
import Testing

@Suite struct `A world of devices on a bad network` {
  @Test(arguments: 0..<SeedRange.slices)
  func `ends with equal replicas and no lost value`(slice: UInt64) {
    for seed in SeedRange.slice(slice) {
      let report = World.run(seed)
      if report.finding != nil { Issue.record("\(report.reproduction)") }
    }
  }
}
