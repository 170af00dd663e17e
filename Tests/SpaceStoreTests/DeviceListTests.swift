import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A device's list of spaces` {
  private let world: StoreWorld
  private let device: TestDevice
  private let space: SpaceID

  init() throws {
    world = try StoreWorld()
    device = try world.device("eero", number: 1)
    space = try device.addAccount("Kaarna")
    try world.sync(device)
  }

  private func line() throws -> DeviceSpace {
    try #require(try device.store.view().spaces.first { $0.space == space })
  }

  /// The first own change that is offered to the hub.
  private func offeredFrom() throws -> UInt64? {
    try line().outbox.first { $0.replica == device.store.identity.replica }?.from
  }

  private func tell(_ list: [ListEntry], isWhole: Bool) throws {
    try device.store.note(
      HubNotice(
        hubMilliseconds: UInt64(world.clock.milliseconds), lineage: world.hub.lineage(),
        listVersion: 99, list: list, isWholeList: isWhole))
  }

  @Test func `that is whole and lacks a space makes the hub forget it, and all is offered again`()
    throws
  {
    #expect(try line().outbox == [])
    try tell([], isWhole: true)
    #expect(try line().ordinal == nil)
    #expect(try line().cursor == 0)
    #expect(try offeredFrom() == 1)
    #expect(try device.store.read(space) { try $0.accepted() } == VersionVector())
    try world.sync(device)
    #expect(try line().outbox == [])
    #expect(try line().ordinal != nil)
  }

  @Test func `that tells only what changed leaves the others as they are`() throws {
    let before = try line()
    try tell([], isWhole: false)
    #expect(try line() == before)
    let other = SpaceIdentity.space(publicKey: [5], nonce: [6])
    func entry(_ ordinal: UInt64) -> ListEntry {
      ListEntry(ordinal: ordinal, space: other, kind: .account, role: .editor)
    }
    try tell([entry(77)], isWhole: false)
    #expect(try line() == before)
    try tell([entry(try #require(before.ordinal))], isWhole: false)
    #expect(try line().ordinal == nil)
    #expect(try offeredFrom() == 1)
  }
}
