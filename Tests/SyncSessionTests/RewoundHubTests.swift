import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A hub that went back` {
  private let world = RecoveryWorld()
  private var hub: MemoryHub { world.team.hub }

  /// Alice and Bob in step, then two changes of Alice's that Bob has and the hub forgets.
  private func rewind(isNoticed: Bool) throws -> (alice: MemoryDevice, bob: MemoryDevice) {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    for token: Text in ["a1", "a2", "a3"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(bob, of: .bob)
    let backup = hub.copy()
    for token: Text in ["a4", "a5"] { try world.edit(alice, token) }
    try world.edit(bob, "b1")
    try world.team.sync(alice, of: .alice)
    try world.team.sync(bob, of: .bob)
    try world.team.sync(alice, of: .alice)
    hub.restore(from: backup, isNoticed: isNoticed)
    return (alice, bob)
  }

  @Test(arguments: [false, true], [2, 300])
  func `gets back what it lost from whoever has it`(
    isNoticed: Bool, snapshotMinimum: UInt64
  ) throws {
    world.team.configuration.snapshotMinimumChanges = snapshotMinimum
    let (_, bob) = try rewind(isNoticed: isNoticed)
    let summary = try world.team.sync(bob, of: .bob)
    #expect(summary.recovered.count == 1)
    #expect(summary.recovered[world.space]?.rewritten == 0)
    #expect(world.kinds(bob).contains(.rewound))
    #expect(world.kinds(bob).contains(.hubRestored) == isNoticed)
    #expect(bob.own == Person.bob.replica)
    try world.expectAllEverywhere([(bob, .bob)])
    #expect(world.hubCount == 6)
    let carol = try world.device(.alice)
    try world.expectAllEverywhere([(carol, .alice)])
  }

  @Test(arguments: [false, true], [false, true])
  func `takes new writes before its old devices return`(isNoticed: Bool, isAliceFirst: Bool) throws
  {
    let (alice, bob) = try rewind(isNoticed: isNoticed)
    let third = try world.device(.alice).copy()
    let identity = MemoryDevice.Identity(
      replica: ReplicaID(rawValue: 0xD4), user: "alice", key: try Person.alice.key())
    let newcomer = MemoryDevice(identity, wall: { Moment.now })
    try world.team.sync(newcomer, of: .alice)
    for token: Text in ["n1", "n2", "n3", "n4"] { try world.edit(newcomer, token) }
    try world.team.sync(newcomer, of: .alice)
    try world.edit(alice, "a6")
    try world.edit(bob, "b2")
    let pair = [(alice, Person.alice), (bob, Person.bob)]
    for (device, person) in isAliceFirst ? pair : pair.reversed() {
      try world.team.sync(device, of: person)
    }
    _ = third
    try world.expectAllEverywhere(pair + [(newcomer, .alice)])
    #expect(world.hubCount == 12)
  }

  @Test(arguments: [false, true], [2, 300])
  func `and a restored device at once lose nothing`(
    isTwinFirst: Bool, snapshotMinimum: UInt64
  ) throws {
    world.team.configuration.snapshotMinimumChanges = snapshotMinimum
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(bob, of: .bob)
    let backup = hub.copy()
    let old = alice.copy()
    for token: Text in ["a3", "a4"] { try world.edit(alice, token) }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(bob, of: .bob)
    hub.restore(from: backup, isNoticed: false)
    for token: Text in ["o3", "o4", "o5"] { try world.edit(old, token) }
    let devices = [(old, Person.alice), (bob, Person.bob), (alice, Person.alice)]
    for (device, person) in isTwinFirst ? devices : devices.reversed() {
      try world.team.sync(device, of: person)
    }
    try world.expectAllEverywhere(devices)
  }

  @Test func `is empty: everything is offered again`() throws {
    let (alice, bob) = try rewind(isNoticed: false)
    let empty = MemoryHub(lineage: Sample.lineage)
    empty.createSpace(world.space)
    for person in Person.allCases {
      empty.grant(.editor, to: person.user, in: world.space)
      empty.enrol(try person.caller())
    }
    hub.restore(from: empty, isNoticed: false)
    try world.expectAllEverywhere([(bob, .bob), (alice, .alice)])
  }

  @Test func `does not know the author's device: what it wrote is written again`() throws {
    let (alice, bob) = try rewind(isNoticed: false)
    let empty = MemoryHub(lineage: Sample.lineage)
    empty.createSpace(world.space)
    for person in Person.allCases { empty.grant(.editor, to: person.user, in: world.space) }
    hub.restore(from: empty, isNoticed: false)
    let report = try world.team.sync(bob, of: .bob).recovered[world.space]
    #expect((report?.rewritten ?? 0) > 0)
    _ = alice
    try world.expectAllEverywhere([(bob, .bob)])
  }
}
