import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A number that the hub gave` {
  private static let day: Int64 = 86_400_000
  private let world = RecoveryWorld()
  private var hub: MemoryHub { world.team.hub }
  private var space: SpaceID { world.space }
  private let eggs = RecordKey("opportunity", RecordID(truncating: 3))

  private func number(_ key: RecordKey, at device: MemoryDevice) throws -> UInt64? {
    try device.read(space) { ledger in
      (1...8).first { ledger.record(number: $0) == key && ledger.name(of: key) != .portable }
    }
  }

  private func isRecovering(_ device: MemoryDevice) -> Bool? {
    device.spaces[space]?.isRecovering
  }

  /// Alice and Bob in step with a record that the hub calls 1, then a longer log of Bob's.
  private func pair() throws -> (alice: MemoryDevice, bob: MemoryDevice) {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    for token: Text in ["b1", "b2"] { try world.edit(bob, token) }
    try world.team.sync(bob, of: .bob)
    try world.team.sync(alice, of: .alice)
    for token: Text in ["b3", "b4"] { try world.edit(bob, token) }
    try world.team.sync(bob, of: .bob)
    return (alice, bob)
  }

  private func write(_ device: MemoryDevice, _ key: RecordKey, _ field: Text) throws {
    try device.commit(in: space) { _ in Sample.edit(key, field, .text(field)) }
  }

  @Test func `with an acknowledgement is forgotten where the hub lost the change`() throws {
    let (alice, bob) = try pair()
    let backup = hub.copy()
    try write(alice, Sample.bread, "first")
    try world.team.exchangeOnce(alice, of: .alice)
    #expect(try number(Sample.bread, at: alice) == 2)
    hub.restore(from: backup, isNoticed: false)
    try world.team.exchangeOnce(alice, of: .alice, maximumBytes: 1 << 20)
    #expect(try number(Sample.bread, at: alice) == nil)
    #expect(try number(Sample.milk, at: alice) == 1)
    // The hub gives the number to another record.
    try write(bob, eggs, "other")
    try world.team.sync(bob, of: .bob)
    try write(alice, Sample.bread, "second")
    try world.team.sync(alice, of: .alice)
    #expect(try number(eggs, at: alice) == 2)
    #expect(try number(Sample.bread, at: alice) == 3)
    for field: Text in ["first", "second"] {
      #expect(world.live(field, of: Sample.bread) == [.text(field)])
    }
    try world.expectAllEverywhere([(alice, .alice), (bob, .bob)])
  }

  @Test func `with a change that the log was seen to hold outlives the loss of a later one`() throws
  {
    let (alice, bob) = try pair()
    try write(alice, Sample.bread, "first")
    try world.team.exchangeOnce(alice, of: .alice, maximumBytes: 1 << 20)
    #expect(alice.view().spaces.map(\.isUnconfirmed) == [false])
    for token: Text in ["b5", "b6"] { try world.edit(bob, token) }
    try world.team.sync(bob, of: .bob)
    let backup = hub.copy()
    try write(alice, eggs, "second")
    try world.team.exchangeOnce(alice, of: .alice)
    hub.restore(from: backup, isNoticed: false)
    try world.team.exchangeOnce(alice, of: .alice, maximumBytes: 1 << 20)
    #expect(try number(eggs, at: alice) == nil)
    #expect(try number(Sample.bread, at: alice) == 2)
    try write(bob, Sample.bread, "third")
    try world.team.sync(bob, of: .bob)
    #expect(try world.team.sync(alice, of: .alice).recovered.isEmpty)
    try world.expectAllEverywhere([(alice, .alice), (bob, .bob)])
  }

  @Test func `and that means another record here applies nothing, and is put right`() throws {
    let (alice, bob) = try pair()
    let before = try #require(alice.spaces[space])
    try alice.write(space) {
      try $0.learn(records: [1: Sample.bread], replicas: [:], isProvisional: false)
    }
    try world.team.exchangeOnce(alice, of: .alice, maximumBytes: 1 << 20)
    #expect(alice.spaces[space]?.content.records == before.content.records)
    #expect(alice.spaces[space]?.content.vector == before.content.vector)
    #expect(alice.spaces[space]?.cursor == before.cursor)
    #expect(isRecovering(alice) == true)
    #expect(try number(Sample.bread, at: alice) == nil)
    #expect(try world.team.sync(alice, of: .alice).recovered.count == 1)
    try world.expectAllEverywhere([(alice, .alice), (bob, .bob)])
  }

  @Test func `and is not known here applies nothing, and is put right`() throws {
    let (alice, bob) = try pair()
    let before = try #require(alice.spaces[space])
    try alice.write(space) { try $0.forgetNumbers() }
    // The hub takes what it sent before for known.
    try world.team.exchangeOnce(alice, of: .alice, maximumBytes: 1 << 20)
    #expect(alice.spaces[space]?.content.records == before.content.records)
    #expect(alice.spaces[space]?.cursor == before.cursor)
    #expect(isRecovering(alice) == true)
    try world.expectAllEverywhere([(alice, .alice), (bob, .bob)])
  }

  @Test func `does not help where a batch cannot be read at all`() throws {
    let (alice, bob) = try pair()
    let before = try #require(alice.spaces[space])
    try world.team.exchangeOnce(alice, of: .alice, maximumBytes: 1 << 20) { response in
      var response = response
      response.updates = response.updates.map { update in
        guard case .changes(let changes) = update.content else { return update }
        let broken = ChangesUpdate(
          cursor: changes.cursor, history: changes.history, durable: changes.durable,
          batch: changes.batch.dropLast(), proofs: changes.proofs)
        return SpaceUpdate(ordinal: update.ordinal, content: .changes(broken))
      }
      return response
    }
    #expect(alice.spaces[space]?.content.records == before.content.records)
    #expect(alice.spaces[space]?.cursor == before.cursor)
    #expect(isRecovering(alice) == true)
    try world.expectAllEverywhere([(alice, .alice), (bob, .bob)])
  }

  @Test func `to a record that was purged is announced again when somebody edits it late`() throws {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    try alice.commit(in: space) { _ in Sample.edit(Sample.bread, Field.life, .boolean(true)) }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(bob, of: .bob)
    let made = Dot(alice.own, 1)
    try alice.commit(in: space) { _ in
      Sample.edit(Sample.bread, Field.life, .deleted(shown: VersionVector([made])), over: [made])
    }
    for _ in 0..<2 { try world.team.sync(alice, of: .alice) }
    let sweep = try hub.compact(
      space, active: [try Person.alice.key().publicKey], now: Moment.now + 181 * Self.day)
    #expect(sweep.purgedRecords == 1)
    world.team.configuration.snapshotMinimumChanges = 1
    let newcomer = try world.device(.alice, replica: ReplicaID(rawValue: 0xD4))
    #expect(newcomer.spaces[space]?.content.records == [:])
    try write(bob, Sample.bread, "late")
    try world.team.sync(bob, of: .bob)
    #expect(try world.team.sync(newcomer, of: .alice).recovered.isEmpty)
    try world.expectAllEverywhere([(newcomer, .alice), (alice, .alice), (bob, .bob)])
    #expect(world.live("late", of: Sample.bread) == [.text("late")])
  }
}
