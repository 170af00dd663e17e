internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Devices, a hub, people and a bad network on the real engine: one seed decides everything.
package final class World {
  /// September 2026: a time at which clocks may be decades wrong either way and still be after 1970.
  private static let start: Int64 = 1_790_000_000_000
  private static let replayCount = 4

  let plan: WorldPlan
  let planted: PlantedFault?
  let hub: MemoryHub
  let clock = VirtualClock(milliseconds: World.start)
  var generator: SplitMix64
  var network = FakeNetwork.perfect
  var oracle = Oracle()
  var devices: [VirtualDevice] = []
  var spaces: [SpaceID] = []
  /// What each user may do, as the world granted it.
  var roles: [SpaceID: [Text: SpaceRole]] = [:]
  var keys: [SpaceID: [RecordKey]] = [:]
  var values: [SpaceID: ValueSource] = [:]
  /// Requests that reached the hub, and those that will reach it once more later.
  var delivered: [Delivery] = []
  var late: [Delivery] = []
  var report: WorldReport
  /// Counts the messages that the hub handled.
  var hubStep = 0

  struct Delivery {
    let device: VirtualDevice
    let request: [UInt8]
  }

  private init(_ seed: Seed, planted: PlantedFault?) {
    var generator = seed.generator
    plan = WorldPlan(using: &generator)
    hub = MemoryHub(
      lineage: HubLineage(id: generator.next(), generation: 1), configuration: plan.hub,
      planted: planted)
    self.planted = planted
    self.generator = generator
    report = WorldReport(seed: seed)
  }

  /// Runs the world of one seed to its end.
  package static func run(_ seed: Seed, planted: PlantedFault? = nil) -> WorldReport {
    let world = World(seed, planted: planted)
    do {
      try world.build()
      for device in world.devices { _ = try world.converse(device) }
      world.network = world.plan.network
      for _ in 0..<world.plan.stepCount { try world.step() }
      try world.settle()
      try world.replay(Self.replayCount)
    } catch {
      world.report.finding = "\(error)"
    }
    let journals = world.oracle.journals.values
    world.report.changes = journals.reduce(0) { $0 + $1.entries.count }
    world.report.concurrentChanges = journals.reduce(0) { $0 + $1.concurrentCount }
    world.report.faults = world.network.counts
    return world.report
  }

  func roll(_ part: Int, in whole: Int) -> Bool { generator.isOneOf(part, in: whole) }

  func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  func reach(_ milestone: Milestone) { report.milestones[milestone, default: 0] += 1 }

  func role(of device: VirtualDevice, in space: SpaceID) -> SpaceRole {
    roles[space]?[device.caller.user] ?? .none
  }
}
