import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `Changes whose bodies a device forgot` {
  private let world = RecoveryWorld()
  private var hub: MemoryHub { world.team.hub }
  private var space: SpaceID { world.space }

  /// A hub with the same people and nothing in its space.
  private func emptyHub() throws -> MemoryHub {
    let empty = MemoryHub(lineage: Sample.lineage)
    empty.createSpace(space)
    for person in Person.allCases {
      empty.grant(.editor, to: person.user, in: space)
      empty.enrol(try person.caller())
    }
    return empty
  }

  private func phone(_ device: MemoryDevice, _ value: Text) throws {
    try device.commit(in: space) { ledger in
      let dots = ledger.record(Sample.bread).cells["phone"]?.siblings.map(\.dot) ?? []
      return Sample.edit(Sample.bread, "phone", .text(value), over: dots)
    }
  }

  @Test func `and that the hub lost are written again as far as they are live`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "a1")
    for value: Text in ["1", "2", "3"] { try phone(alice, value) }
    for _ in 0..<2 { try world.team.sync(alice, of: .alice) }
    alice.forget(before: .max)
    #expect(alice.spaces[space]?.content.log.isEmpty == true)
    hub.restore(from: try emptyHub(), isNoticed: false)
    let report = try world.team.sync(alice, of: .alice).recovered[space]
    #expect(report?.rewritten == 2)
    #expect(alice.own != Person.alice.replica)
    #expect(world.live("phone", of: Sample.bread) == [.text("3")])
    try world.expectAllEverywhere([(alice, .alice)])
  }

  @Test(arguments: [false, true])
  func `and that the hub lost with one that follows are all there again`(isNoticed: Bool) throws {
    let alice = try world.device(.alice)
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(alice, of: .alice)
    let backup = hub.copy()
    for token: Text in ["a3", "a4"] { try world.edit(alice, token) }
    for _ in 0..<2 { try world.team.sync(alice, of: .alice) }
    alice.forget(before: .max)
    try world.edit(alice, "a5")
    hub.restore(from: backup, isNoticed: isNoticed)
    try world.expectAllEverywhere([(alice, .alice)])
  }

  @Test func `of others keep what depends on them waiting for nobody`() throws {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    try world.edit(bob, "b1")
    try world.team.sync(bob, of: .bob)
    try world.team.sync(alice, of: .alice)
    let backup = hub.copy()
    try phone(bob, "bob's")
    try world.team.sync(bob, of: .bob)
    for _ in 0..<2 { try world.team.sync(alice, of: .alice) }
    alice.forget(before: .max)
    try phone(alice, "alice's")
    try world.edit(alice, "a1")
    hub.restore(from: backup, isNoticed: false)
    try world.team.sync(alice, of: .alice)
    #expect(world.live("phone", of: Sample.bread) == [.text("alice's")])
    // Bob's device never comes back.
    try world.expectAllEverywhere([(alice, .alice)])
  }

  @Test func `of others that nothing depends on wait for their author`() throws {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    try world.edit(bob, "b1")
    try world.team.sync(bob, of: .bob)
    for _ in 0..<2 { try world.team.sync(alice, of: .alice) }
    alice.forget(before: .max)
    hub.restore(from: try emptyHub(), isNoticed: false)
    let report = try world.team.sync(alice, of: .alice).recovered[space]
    #expect(report?.rewritten == 0)
    #expect(alice.spaces[space]?.content.records[Sample.milk]?.cells["b1"] != nil)
    try world.expectAllEverywhere([(bob, .bob), (alice, .alice)])
    #expect(world.hubCount == 1)
  }
}
