internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Devices, a hub, people and a bad network on the real engine: a list of operations decides everything.
package final class World {
  /// September 2026: a time at which clocks may be decades wrong either way and still be after 1970.
  private static let start: Int64 = 1_790_000_000_000
  /// Milliseconds that pass with every operation, at most ten minutes.
  private static let pace: ClosedRange<Int64> = 0...600_000
  private static let replayCount = 4

  let knobs: Knobs
  let planted: PlantedFault?
  let hub: MemoryHub
  let clock = VirtualClock(milliseconds: World.start)
  /// The chance of the operation at hand.
  var generator: SplitMix64
  /// Where ids come from: never the same number twice.
  var identities: SplitMix64
  var oracle = Oracle()
  var devices: [VirtualDevice] = []
  var spaces: [SpaceID] = []
  /// What each user may do, as the world granted it.
  var roles: [SpaceID: [Text: SpaceRole]] = [:]
  var keys: [SpaceID: [RecordKey]] = [:]
  var values: [SpaceID: ValueSource] = [:]
  /// Requests that reached the hub, and those that will reach it once more later.
  var delivered: [Delivery] = []
  /// Whether nothing happens in this world that a space has to be put right for.
  ///
  /// Where answers are cut a device cannot always tell which of its changes they left out: then it asks
  /// for a snapshot rather than guess what the hub calls a record.
  let isCalm: Bool
  /// How often a device put a space right.
  var recoveries = 0
  var late: [Delivery] = []
  var hubBackup: HubBackup?
  /// Which form of the protocol the hub's program speaks.
  var hubDialect = Dialect.present
  /// The changes that the hub ever accepted, restored or not.
  var everAccepted: [SpaceID: Set<Int>] = [:]
  /// Who made each space that was made on a device.
  var creators: [SpaceID: Text] = [:]
  /// When each device, by public key, was at the hub last, in milliseconds since 1970.
  var contacts: [[UInt8]: Int64] = [:]
  /// Whose id each is, by public key.
  var owners: [ReplicaID: [UInt8]] = [:]
  /// How many places for directories were given out.
  var places: UInt64 = 0
  /// How often the hub was restored.
  var hubRestores = 0
  var report: WorldReport
  /// Counts the messages that the hub handled.
  var hubStep = 0
  /// Whether the hub has died while a device fetched a snapshot.
  var hasDiedOverChunks = false
  /// Is told what happens; nil where nobody listens.
  var log: ((String) -> Void)?

  /// Operations after which a space may differ from the hub's without anybody's fault.
  private static let disturbances: Set<String> = [
    "clone", "backUp", "restore", "backUpHub", "restoreHub", "bundle", "forge", "housekeep",
  ]

  struct Delivery {
    let device: VirtualDevice
    let request: [UInt8]
  }

  struct HubBackup {
    let hub: MemoryHub
    let roles: [SpaceID: [Text: SpaceRole]]
  }

  private init(_ scenario: Scenario, planted: PlantedFault?) {
    knobs = scenario.knobs
    isCalm =
      !scenario.knobs.cutsAnswers
      && !scenario.operations.contains { Self.disturbances.contains($0.kind) }
    generator = scenario.seed.generator
    identities = SplitMix64(Seed(rawValue: scenario.seed.rawValue ^ .max / 3))
    hub = MemoryHub(
      lineage: HubLineage(id: identities.next(), generation: 1), configuration: knobs.hub,
      planted: planted)
    self.planted = planted
    report = WorldReport(seed: scenario.seed)
  }

  /// Runs the world of one seed to its end.
  package static func run(_ seed: Seed, planted: PlantedFault? = nil) -> WorldReport {
    run(Scenario(seed), planted: planted)
  }

  /// Runs a list of operations to its end, lets everybody sync, and looks at everything.
  ///
  /// `log` is told what happens, line by line.
  package static func run(
    _ scenario: Scenario, planted: PlantedFault? = nil, log: ((String) -> Void)? = nil
  ) -> WorldReport {
    let world = World(scenario, planted: planted)
    world.log = log
    do {
      world.noteHubName()
      try world.build()
      for device in world.devices { _ = try world.converse(device) }
      for (index, operation) in scenario.operations.enumerated() {
        world.report.operations = index + 1
        log?("\(index): \(operation)")
        world.report.kinds[operation.kind, default: 0] += 1
        world.turn(to: operation)
        try world.perform(operation)
      }
      log?("the end")
      world.generator = scenario.seed.generator
      try world.settle()
      try world.replay(Self.replayCount)
    } catch let finding as Finding {
      world.report.finding = finding
    } catch {
      world.report.finding = Finding(.crash, "\(error)")
    }
    world.finish()
    return world.report
  }

  /// Time passes, and chance begins anew, so that each operation stands for itself.
  private func turn(to operation: Operation) {
    generator = SplitMix64(Seed(rawValue: UInt64(bitPattern: Int64(operation.choice))))
    clock.advance(by: Int64.random(in: Self.pace, using: &generator))
    report.trace.add([UInt8(truncatingIfNeeded: operation.choice)])
  }

  private func finish() {
    report.changes = oracle.journals.values.reduce(0) { $0 + $1.entries.count }
    report.concurrentChanges = oracle.journals.values.reduce(0) { $0 + $1.concurrentCount }
    report.checks = oracle.checkCounts
    if knobs.isClockBlind { report.timelessState = timelessState }
    for space in spaces {
      guard let state = hub.spaces[space] else { continue }
      report.trace.add(state.history(at: state.hubSequence) ?? [])
    }
  }

  /// A restored hub writes under another name.
  func noteHubName() {
    if let author = hub.hubAuthor { oracle.hubReplicas.insert(author.replica) }
  }

  func roll(_ part: Int, in whole: Int) -> Bool { generator.isOneOf(part, in: whole) }

  func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &identities) }
  }

  func reach(_ milestone: Milestone) { report.milestones[milestone, default: 0] += 1 }

  func role(of device: VirtualDevice, in space: SpaceID) -> SpaceRole {
    roles[space]?[device.caller.user] ?? .none
  }
}

extension Operation {
  /// Where the operation's chance comes from.
  var choice: Int {
    switch self {
    case .edit(_, let choice), .open(_, let choice), .save(_, let choice),
      .advance(_, _, let choice), .join(let choice), .register(_, let choice),
      .grant(let choice), .bundle(_, _, let choice),
      .forge(_, let choice), .speak(_, _, let choice):
      choice
    case .wait(let hours): hours
    case .sync(let device), .backUp(let device), .upgrade(let device), .crash(let device, _, _),
      .setClock(let device, _), .clone(let device, _), .restore(let device, _):
      device
    case .deliverLate, .dropSnapshots, .crashHub, .backUpHub, .restoreHub, .housekeep, .hubSpeak: 0
    }
  }
}
