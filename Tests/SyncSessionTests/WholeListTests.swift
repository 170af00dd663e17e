import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A whole list of a device's spaces` {
  private let world = RecoveryWorld()
  private var space: SpaceID { world.space }

  /// Alice in step with the hub, which holds two changes of hers.
  private func device() throws -> MemoryDevice {
    let alice = try world.device(.alice)
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    #expect(try line(alice).outbox == [])
    return alice
  }

  private func line(_ device: MemoryDevice) throws -> DeviceSpace {
    try #require(device.view().spaces.first { $0.space == space })
  }

  private func tell(
    _ device: MemoryDevice, _ list: [ListEntry], isWhole: Bool
  ) throws {
    var response = Sample.response(version: 9, list: list)
    response.isWholeList = isWhole
    _ = try device.take(HubAnswer(response: response, pushes: []))
  }

  @Test(arguments: [[], [Sample.entry(7, Sample.space(3))]] as [[ListEntry]])
  func `that lacks a space makes it unknown to the hub, and everything is offered again`(
    others: [ListEntry]
  ) throws {
    let alice = try device()
    try tell(alice, others, isWhole: true)
    let line = try line(alice)
    #expect(line.ordinal == nil)
    #expect(line.cursor == 0)
    #expect(line.outbox == [OutboxHead(replica: alice.own, from: 1)])
    #expect(try alice.read(space) { $0.accepted() } == VersionVector())
    #expect(try alice.read(space) { $0.name(of: Sample.milk) } == .portable)
  }

  @Test func `that names a space changes nothing of it`() throws {
    let alice = try device()
    let before = try line(alice)
    try tell(alice, [Sample.entry(try #require(before.ordinal), space)], isWhole: true)
    #expect(try line(alice) == before)
  }

  @Test func `is not one that only tells what changed`() throws {
    let alice = try device()
    let before = try line(alice)
    try tell(alice, [Sample.entry(7, Sample.space(3))], isWhole: false)
    #expect(try line(alice) == before)
    // Only that another space has its number says that the hub means another one by it.
    try tell(
      alice, [Sample.entry(try #require(before.ordinal), Sample.space(4))], isWhole: false)
    #expect(try line(alice).ordinal == nil)
    #expect(try line(alice).outbox == [OutboxHead(replica: alice.own, from: 1)])
  }

  @Test func `after which the hub names the space again leaves nothing out`() throws {
    let alice = try device()
    try tell(alice, [], isWhole: true)
    try world.expectAllEverywhere([(alice, .alice)])
  }
}
