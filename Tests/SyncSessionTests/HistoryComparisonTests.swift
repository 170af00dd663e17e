import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@testable import SyncSession

@Suite struct `A fresh snapshot` {
  private let world = RecoveryWorld()

  /// Lets a device forget what the hub told it, as where the hub went back, and ask for a snapshot.
  private func forgetHub(_ device: MemoryDevice) throws {
    try device.write(world.space) { ledger in
      try ledger.forgetHub()
      try ledger.setRecovering(true)
    }
  }

  @Test func `tells where histories part although nothing is known to be accepted`() throws {
    world.team.configuration.snapshotMinimumChanges = 2
    let alice = try world.device(.alice)
    for token: Text in ["c1", "c2", "c3"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    for token: Text in ["a4", "a5", "a6"] { try world.edit(alice, token) }
    try world.edit(twin, "t4")
    try world.team.sync(alice, of: .alice)
    try forgetHub(twin)
    #expect(try world.team.sync(twin, of: .alice).recovered[world.space]?.rewritten == 1)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    #expect(world.hubCount == 7)
  }

  @Test func `shows that another change bears the name of one that says the same`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy(wall: { Moment.now + 5_000 })
    try world.edit(alice, "the same")
    try world.edit(twin, "the same")
    try world.team.sync(alice, of: .alice)
    #expect(try world.team.sync(twin, of: .alice).recovered[world.space]?.rewritten == 1)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    #expect(world.hubCount == 3)
  }

  @Test func `tells what was written again, so that nobody does it twice`() throws {
    world.team.configuration.snapshotMinimumChanges = 2
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    try world.edit(alice, "a")
    for token: Text in ["t1", "t2"] { try world.edit(twin, token) }
    let third = twin.copy()
    try world.edit(third, "third")
    try world.team.sync(alice, of: .alice)
    try world.team.sync(twin, of: .alice)
    try forgetHub(third)
    let report = try world.team.sync(third, of: .alice).recovered[world.space]
    #expect(report?.known == 2)
    #expect(report?.rewritten == 1)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice), (third, .alice)])
    #expect(world.hubCount == 5)
  }

  @Test func `without spines is not believed where histories differ`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    try world.edit(twin, "t1")
    try world.team.sync(alice, of: .alice)
    try forgetHub(twin)
    let plain = try world.team.hub.read(world.space) { try $0.currentSnapshot() }
    let fresh = try world.team.hub.read(world.space) { try $0.freshSnapshot() }
    #expect(try !plain.tellsWholeHistories())
    #expect(try fresh.tellsWholeHistories())
    for (snapshot, isTaken) in [(plain, false), (fresh, true)] {
      let parts = try snapshot.blocks.map { try SnapshotPart.decode($0) }
      let isPremature = try twin.write(world.space) {
        try Recovery(ledger: $0, parts: parts).isPremature()
      }
      #expect(isPremature != isTaken)
    }
  }

  @Test func `is compared from where both end down to the first state that is the same`() throws {
    let alice = try world.device(.alice)
    for token: Text in ["c1", "c2", "c3", "c4"] { try world.edit(alice, token) }
    let replica = alice.own
    try alice.write(world.space) { ledger in
      func state(_ sequence: UInt64) throws -> [UInt8] {
        HashChain.prefix(try #require(ledger.chain(after: Dot(replica, sequence))))
      }
      let other: [UInt8] = [9, 9, 9, 9, 9, 9, 9, 9]
      func compared(_ prefixes: [[UInt8]]) throws -> ChainComparison {
        let head = AuthorHead(
          sequence: UInt64(prefixes.count), chain: prefixes.last ?? [], clock: VersionVector())
        let chains = HubChains([
          SnapshotPart(
            heads: [SnapshotHead(replica: replica, number: 1, head: head)],
            spines: [SnapshotSpine(replica: replica, from: 1, prefixes: prefixes)])
        ])
        return try chains.comparison(of: Dot(replica, 4), in: ledger)
      }
      let same = try compared([state(1), state(2)])
      #expect(same.agreed == 2 && !same.goes && same.isTold)
      let longer = try compared([state(1), state(2), state(3), state(4), other, other])
      #expect(longer.agreed == 4 && !longer.goes && longer.isTold)
      let forked = try compared([state(1), state(2), other, other, other])
      #expect(forked.agreed == 2 && forked.differing == 3 && !forked.isUncertain)
      let foreign = try compared([other, other])
      #expect(foreign.agreed == 0 && foreign.differing == 1)
      let nothing = try compared([])
      #expect(nothing.agreed == 0 && !nothing.goes)
    }
  }

  @Test
  func `is not compared with what came in another one: what is live is kept, the hub's stands`()
    throws
  {
    let alice = try world.device(.alice)
    for token: Text in ["c1", "c2"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    let backup = world.team.hub.copy()
    let twin = alice.copy()
    for token: Text in ["a3", "a4"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    // Bob holds four changes of Alice's without their chain; then the hub goes back and goes on.
    world.team.configuration.snapshotMinimumChanges = 2
    let bob = try world.device(.bob)
    world.team.hub.restore(from: backup, isNoticed: false)
    try world.edit(twin, "t3")
    try world.team.sync(twin, of: .alice)
    try world.expectAllEverywhere([(twin, .alice), (bob, .bob), (alice, .alice)])
  }
}
