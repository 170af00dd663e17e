import SyncTesting
import Testing

@Suite struct `The oracle` {
  /// A fault that hides longer than this would also hide in the seeds that every commit is tested with.
  private static let maximumSeeds: UInt64 = 200

  @Test(arguments: PlantedFault.allCases)
  func `finds a planted fault`(fault: PlantedFault) {
    let isFound = Seed.first(Self.maximumSeeds)
      .contains { World.run($0, planted: fault).finding != nil }
    #expect(isFound)
  }
}
