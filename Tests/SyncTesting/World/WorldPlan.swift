internal import SyncSession

/// What one seed decides before the first step: how many, how large, how wrong.
struct WorldPlan {
  let deviceCount: Int
  /// Devices that join while others have been working for a while.
  let lateDeviceCount: Int
  let stepCount: Int
  let skew: VirtualClock.Skew
  let initiator: InitiatorConfiguration
  let responder: ResponderConfiguration
  let hub: MemoryHub.Configuration
  let network: FakeNetwork

  init(using generator: inout SplitMix64) {
    deviceCount = Int.random(in: 2...3, using: &generator)
    lateDeviceCount = Int.random(in: 0...3, using: &generator)
    stepCount = Int.random(in: 24...100, using: &generator)
    skew =
      generator.isOneOf(1, in: 8) ? .decades : generator.isOneOf(1, in: 2) ? .hours : .none
    var initiator = InitiatorConfiguration()
    var responder = ResponderConfiguration()
    var hub = MemoryHub.Configuration()
    if generator.isOneOf(1, in: 3) {
      initiator.maximumPushBytes = 1
      initiator.minimumPushBytesPerSpace = UInt64.random(in: 1...2_000, using: &generator)
      initiator.maximumPushedSpaces = Int.random(in: 1...2, using: &generator)
    }
    if generator.isOneOf(1, in: 3) {
      responder.maximumBytes = UInt64.random(in: 1...2_000, using: &generator)
    }
    if generator.isOneOf(1, in: 2) {
      responder.maximumBytesPerSpace = UInt64.random(in: 1...400, using: &generator)
    }
    if generator.isOneOf(1, in: 4) { initiator.waitMilliseconds = 1_000 }
    if generator.isOneOf(2, in: 3) {
      responder.snapshotMinimumChanges = UInt64.random(in: 1...6, using: &generator)
    }
    initiator.maximumChunksPerSpace = Int.random(in: 1...2, using: &generator)
    hub.recordsPerSnapshotPart = 1
    hub.snapshotAge = generator.isOneOf(1, in: 2) ? 0 : UInt64.random(in: 1...8, using: &generator)
    hub.keptSnapshots = Int.random(in: 1...2, using: &generator)
    self.initiator = initiator
    self.responder = responder
    self.hub = hub
    network = FakeNetwork(using: &generator)
  }
}
