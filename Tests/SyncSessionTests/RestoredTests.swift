import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A replica that was restored from an older copy` {
  private let world = RecoveryWorld()

  @Test(arguments: [false, true])
  func `keeps what it wrote since and gets back what it wrote before`(hasLease: Bool) throws {
    let alice = try world.device(.alice)
    if hasLease { alice.lease = MemoryLease() }
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let old = alice.copy()
    for token: Text in ["lost 1", "lost 2"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    try world.edit(old, "new")
    #expect(world.kinds(old) == (hasLease ? [.restored] : []))
    let summary = try world.team.sync(old, of: .alice)
    #expect(summary.recovered.isEmpty == hasLease)
    try world.expectAllEverywhere([(old, .alice)])
    #expect(world.hubCount == 4)
  }

  @Test func `takes a new id where its own changes come back`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let old = alice.copy()
    try world.edit(alice, "lost")
    try world.team.sync(alice, of: .alice)
    #expect(try world.team.sync(old, of: .alice).receivedCount == 1)
    #expect(world.kinds(old) == [.overtaken])
    try world.edit(old, "new")
    #expect(old.own != Person.alice.replica)
    try world.expectAllEverywhere([(old, .alice)])
  }

  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]])
  func `goes on beside its living copies`(order: [Int]) throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let old = alice.copy()
    try world.edit(alice, "a1")
    let twin = alice.copy()
    try world.edit(alice, "a2")
    try world.edit(twin, "t2")
    try world.edit(old, "o1")
    let all = [alice, twin, old]
    for index in order { try world.team.sync(all[index], of: .alice) }
    for (number, device) in all.enumerated() { try world.edit(device, Text("later \(number)")) }
    try world.expectAllEverywhere(all.map { ($0, .alice) })
  }

  @Test func `takes a new id where what counts its changes is gone`() throws {
    let alice = try world.device(.alice)
    alice.lease = MemoryLease()
    try world.edit(alice, "before")
    let same = alice.copy()
    same.lease = MemoryLease()
    try world.edit(same, "new")
    #expect(world.kinds(same) == [.leaseLost])
    try world.expectAllEverywhere([(same, .alice)])
  }

  @Test func `keeps unsent edits under the old id in its outbox`() throws {
    let alice = try world.device(.alice)
    alice.place = FileFingerprint(machine: "m", path: "/a", inode: 1)
    try world.edit(alice, "before")
    let moved = alice.copy()
    moved.place = FileFingerprint(machine: "m", path: "/a", inode: 2)
    try world.edit(moved, "after")
    #expect(world.kinds(moved) == [.restored])
    let heads = moved.view().spaces.first?.outbox
    #expect(heads?.map(\.replica) == [Person.alice.replica, moved.own])
    #expect(try world.team.sync(moved, of: .alice).sent == 2)
    try world.expectAllEverywhere([(moved, .alice)])
  }
}

@Suite struct `Doubt about an id` {
  private let place = FileFingerprint(machine: "m", path: "/a", inode: 1)

  private func reason(
    known: FileFingerprint? = nil, now: FileFingerprint? = nil,
    lease: IdentityDoubt.Lease = .missing, wasLeased: Bool = false, counted: UInt64 = 3
  ) -> IdentityEvent.Kind? {
    IdentityDoubt(
      knownFingerprint: known, fingerprint: now, lease: lease, wasLeased: wasLeased,
      counted: counted
    ).reason
  }

  @Test func `does not arise where nothing changed`() {
    #expect(reason() == nil)
    #expect(reason(known: place, now: place, lease: .count(3), wasLeased: true) == nil)
    #expect(reason(now: place) == nil)
  }

  @Test func `arises from another machine or path`() {
    for other in [
      FileFingerprint(machine: "n", path: "/a", inode: 1),
      FileFingerprint(machine: "m", path: "/b", inode: 1),
    ] {
      #expect(reason(known: place, now: other, lease: .count(9)) == .copied)
    }
  }

  @Test func `arises from another file at the same place`() {
    let other = FileFingerprint(machine: "m", path: "/a", inode: 2)
    #expect(reason(known: place, now: other, lease: .count(3)) == .restored)
  }

  @Test func `arises where more was written than is there`() {
    #expect(reason(lease: .count(4), wasLeased: true) == .restored)
    // An empty store under an id that was used before.
    #expect(reason(lease: .count(1), counted: 0) == .restored)
    // A power cut may take the lease back, never the change.
    #expect(reason(lease: .count(2), wasLeased: true) == nil)
  }

  @Test func `arises where the count is gone, unless it never was`() {
    #expect(reason(lease: .missing, wasLeased: true) == .leaseLost)
    #expect(reason(lease: .missing, wasLeased: false) == nil)
  }
}
