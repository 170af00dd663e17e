import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `What a hub acknowledged` {
  private let world = RecoveryWorld()
  private var hub: MemoryHub { world.team.hub }
  private var space: SpaceID { world.space }

  /// Alice in step, then a log of Bob's that she has not pulled.
  private func aliceBehind() throws -> MemoryDevice {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    for number in 1...6 { try world.edit(bob, Text("b\(number)")) }
    try world.team.sync(bob, of: .bob)
    return alice
  }

  private func line(_ device: MemoryDevice) throws -> DeviceSpace {
    try #require(device.view().spaces.first { $0.space == space })
  }

  @Test func `and its log was not seen to hold is offered again where it was lost`() throws {
    let alice = try aliceBehind()
    let backup = hub.copy()
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    try world.team.exchangeOnce(alice, of: .alice)
    #expect(try line(alice).outbox == [])
    #expect(try line(alice).isUnconfirmed)
    #expect(try line(alice).cursor == 1)
    hub.restore(from: backup, isNoticed: false)
    let summary = try world.team.sync(alice, of: .alice)
    #expect(summary.sent == 2)
    #expect(summary.recovered.isEmpty)
    #expect(alice.own == Person.alice.replica)
    try world.expectAllEverywhere([(alice, .alice)])
    #expect(world.hubCount == 8)
  }

  @Test func `and holds is not offered again`() throws {
    let alice = try aliceBehind()
    try world.edit(alice, "a1")
    try world.team.exchangeOnce(alice, of: .alice)
    #expect(try line(alice).isUnconfirmed)
    #expect(try world.team.pushCount(alice, of: .alice) == 0)
    #expect(try !line(alice).isUnconfirmed)
    try world.expectAllEverywhere([(alice, .alice)])
  }

  @Test(arguments: MemoryCrash.Place.allCases, 0..<9)
  func `is not lost with a hub's last changes where the device dies over the answer`(
    place: MemoryCrash.Place, count: Int
  ) throws {
    let alice = try aliceBehind()
    let backup = hub.copy()
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    alice.crash = MemoryCrash(at: place, after: count)
    do { try world.team.sync(alice, of: .alice) } catch MemoryStoreFault.crashed {}
    alice.crash = nil
    hub.restore(from: backup, isNoticed: false)
    try world.expectAllEverywhere([(alice, .alice)])
  }

  @Test func `is confirmed by a batch that leaves it out, though other spaces have more`() throws {
    let other = Sample.space(5)
    hub.createSpace(other)
    for person in Person.allCases { hub.grant(.editor, to: person.user, in: other) }
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    for number in 1...4 {
      try bob.commit(in: other) { _ in Sample.edit(Sample.bread, Text("b\(number)")) }
    }
    try world.team.sync(bob, of: .bob)
    try world.edit(alice, "a1")
    #expect(try world.team.pushCount(alice, of: .alice, maximumBytes: 1) == 1)
    #expect(try !line(alice).isUnconfirmed)
    #expect(alice.spaces[other]?.content.vector[Person.bob.replica] == 4)
    #expect(world.hubCount == 1)
  }

  @Test(arguments: [true, false])
  func `of others and lost is handed on again, or written again without its proof`(
    hasProof: Bool
  ) throws {
    let alice = try world.device(.alice)
    let second = try world.device(.alice, replica: ReplicaID(rawValue: 0xD4))
    for number in 1...6 { try world.edit(second, Text("s\(number)")) }
    try world.team.sync(second, of: .alice)
    hub.enrol(try Person.bob.caller())
    let backup = hub.copy()
    try world.hand(RunSample(.bob, in: space, count: 2), of: .bob, to: alice)
    try world.team.exchangeOnce(alice, of: .alice)
    #expect(world.hubCount == 8)
    #expect(try line(alice).isUnconfirmed)
    if !hasProof {
      try alice.write(space) { try $0.dropProofs(from: Dot(Person.bob.replica, 1)) }
    }
    hub.restore(from: backup, isNoticed: false)
    let report = try world.team.sync(alice, of: .alice).recovered[space]
    #expect(report?.rewritten == (hasProof ? 0 : 2))
    try world.expectAllEverywhere([(alice, .alice), (second, .alice)])
    for field: Text in ["field1", "field2"] { #expect(world.live(field) == [.text("1")]) }
    let bobs = hub.spaces[space]?.content.vector[Person.bob.replica]
    #expect(bobs == (hasProof ? 2 : 0))
  }
}
