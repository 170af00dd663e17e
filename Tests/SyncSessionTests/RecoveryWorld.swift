import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

/// A hub, devices of Alice and Bob, and copies of them; every edit sets a field of its own, so that
/// each must be live wherever all is known.
final class RecoveryWorld {
  var team = Team()
  var space: SpaceID { team.space }
  private(set) var tokens: [Text] = []
  private var lastID: UInt64 = 0xF000

  /// A device of the person that is in step with the hub.
  func device(_ person: Person) throws -> MemoryDevice {
    let device = try person.device()
    device.fresh = fresh
    try team.sync(device, of: person)
    return device
  }

  /// A further device of the person that is in step with the hub.
  func device(_ person: Person, replica: ReplicaID) throws -> MemoryDevice {
    let identity = MemoryDevice.Identity(
      replica: replica, user: person.user, key: try person.key())
    let device = MemoryDevice(identity, fresh: fresh, wall: { Moment.now })
    try team.sync(device, of: person)
    return device
  }

  /// Takes in what a colleague handed over, with what proves it.
  func hand(_ run: RunSample, of person: Person, to device: MemoryDevice) throws {
    team.hub.enrol(try person.caller())
    try device.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      #expect(try integrator.integrate(ChangeBatch(runs: [run.run])) == .complete)
      try integrator.finish()
      try ledger.keep(try run.proof(by: person))
    }
  }

  /// What is live in a field at the hub.
  func live(_ field: Text, of key: RecordKey = Sample.milk) -> [Value] {
    team.hub.spaces[space]?.content.records[key]?.cells[field]?.siblings.map(\.value) ?? []
  }

  /// Ids that no two devices get.
  private func fresh() -> ReplicaID {
    lastID += 1
    return ReplicaID(rawValue: lastID)
  }

  /// Writes a field that nobody else writes.
  func edit(_ device: MemoryDevice, _ token: Text) throws {
    tokens.append(token)
    try device.commit(in: space) { _ in Sample.edit(Sample.milk, token, .text(token)) }
  }

  /// Everybody syncs until nobody has anything to say; what anybody wrote must be everywhere, once.
  func expectAllEverywhere(
    _ devices: [(MemoryDevice, Person)], location: SourceLocation = #_sourceLocation
  ) throws {
    for _ in 0..<3 {
      for (device, person) in devices { try team.sync(device, of: person) }
    }
    let hub = try #require(team.hub.spaces[space]?.content)
    let live = hub.records[Sample.milk]?.cells ?? [:]
    for token in tokens {
      let values = Set(live[token]?.siblings.map(\.value) ?? [])
      #expect(values == [.text(token)], "\(token)", sourceLocation: location)
    }
    for (device, person) in devices {
      let state = try #require(device.spaces[space])
      #expect(state.content.records == hub.records, sourceLocation: location)
      #expect(state.content.vector == hub.vector, sourceLocation: location)
      #expect(
        state.content.heads.mapValues(\.chain) == hub.heads.mapValues(\.chain),
        sourceLocation: location)
      #expect(device.view().spaces.first?.outbox == [], sourceLocation: location)
      #expect(!state.isRecovering, sourceLocation: location)
      let last = try team.sync(device, of: person)
      #expect(last.sent == 0 && last.receivedCount == 0 && last.rounds == 1)
    }
  }

  /// How many changes the hub holds.
  var hubCount: Int { team.hub.spaces[space]?.order.count ?? 0 }

  func kinds(_ device: MemoryDevice) -> [IdentityEvent.Kind] {
    device.incarnation.events.map(\.kind)
  }
}
