import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A patch of a text` {
  private let world = RecoveryWorld()
  private var hub: MemoryHub { world.team.hub }
  private var space: SpaceID { world.space }
  private let body: Text = "body"

  private func cell(_ device: MemoryDevice) -> Cell? {
    device.spaces[space]?.content.records[Sample.milk]?.cells[body]
  }

  /// Writes the text over what is there, whole.
  private func write(_ device: MemoryDevice, _ text: Text) throws {
    try device.commit(in: space) { ledger in
      let dots = ledger.record(Sample.milk).cells[body]?.siblings.map(\.dot) ?? []
      return Sample.edit(Sample.milk, body, .prose(.whole(text)), over: dots)
    }
  }

  /// Writes the text as a patch of the version that is there.
  private func patch(_ device: MemoryDevice, _ text: Text, checksum: UInt32? = nil) throws {
    let base = try #require(cell(device)?.siblings.first)
    let old = try #require(cell(device).flatMap { TextVersions($0).text(of: base.dot) })
    let hunk = Prose.Hunk(copied: 0, deleted: old.utf8.count, inserted: Array(text.utf8))
    let patch = Prose.Patch(
      base: base.dot, checksum: checksum ?? Prose.checksum(of: text), hunks: [hunk])
    try device.commit(in: space) { _ in
      Sample.edit(Sample.milk, body, .prose(.patch(patch)), over: [base.dot])
    }
  }

  /// Alice rewrites the text so often that the hub releases the first version, as nobody but her is
  /// in use.
  private func releaseFirst(of alice: MemoryDevice) throws {
    for number in 2...6 { try write(alice, Text("version \(number)")) }
    for _ in 0..<2 { try world.team.sync(alice, of: .alice) }
    let count = try hub.compact(
      space, active: [try Person.alice.key().publicKey], now: Moment.now)
    #expect(count.releasedVersions == 2)
  }

  /// Alice and Bob at the text's first version; the hub knows Bob's device.
  private func pair() throws -> (alice: MemoryDevice, bob: MemoryDevice) {
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    try write(alice, "version 1")
    try world.team.sync(alice, of: .alice)
    try world.edit(bob, "b0")
    try world.team.sync(bob, of: .bob)
    return (alice, bob)
  }

  private func expectBoth(_ devices: [(MemoryDevice, Person)]) throws {
    try world.expectAllEverywhere(devices)
    for (device, _) in devices {
      let cell = try #require(self.cell(device))
      let texts = cell.siblings.map { TextVersions(cell).text(of: $0.dot) }
      #expect(Set(texts) == ["version 6", "Bob's"])
    }
  }

  @Test func `whose base was released arrives whole under a new id`() throws {
    let (alice, bob) = try pair()
    try patch(bob, "Bob's")
    try world.edit(bob, "b1")
    try releaseFirst(of: alice)
    let summary = try world.team.sync(bob, of: .bob)
    #expect(summary.recovered[space]?.rewritten == 2)
    #expect(summary.recovered[space]?.setAside == 0)
    #expect(summary.refusals.isEmpty)
    #expect(world.kinds(bob) == [.rewritten])
    #expect(bob.own != Person.bob.replica)
    #expect(hub.spaces[space]?.content.vector[Person.bob.replica] == 1)
    #expect(world.live(body).contains(.prose(.whole("Bob's"))))
    try expectBoth([(bob, .bob), (alice, .alice)])
  }

  @Test(arguments: [false, true])
  func `whose base was released arrives whole from whoever relays it, once`(
    isAuthorFirst: Bool
  ) throws {
    let (alice, bob) = try pair()
    let relay = try world.device(.alice, replica: ReplicaID(rawValue: 0xD4))
    try patch(bob, "Bob's")
    let log = try #require(bob.spaces[space]?.content.log)
    let first = try #require(log[Dot(bob.own, 1)])
    let second = try #require(log[Dot(bob.own, 2)])
    let run = RunSample([second.change], in: space, before: first.head.chain)
    try world.hand(run, of: .bob, to: relay)
    try releaseFirst(of: alice)
    let devices = [(bob, Person.bob), (relay, Person.alice)]
    let ordered = isAuthorFirst ? devices : devices.reversed()
    #expect(
      try world.team.sync(ordered[0].0, of: ordered[0].1).recovered[space]?.rewritten == 1)
    let report = try world.team.sync(ordered[1].0, of: ordered[1].1).recovered[space]
    #expect(report?.rewritten == 0)
    #expect(report?.known == 1)
    try expectBoth(devices + [(alice, .alice)])
    #expect(world.live(body).count == 2)
  }

  @Test func `is not made unreadable by a release that arrives over it`() throws {
    let (alice, bob) = try pair()
    try releaseFirst(of: alice)
    var isPatched = false
    try world.team.converse(bob, of: .bob) { request in
      let answer = try world.team.answer(request, to: .bob)
      // Bob goes on writing while his request is on its way.
      if !isPatched { try patch(bob, "Bob's") }
      isPatched = true
      return answer
    }
    #expect(world.live(body).contains(.prose(.whole("Bob's"))))
    try expectBoth([(bob, .bob), (alice, .alice)])
  }

  @Test func `that nobody can read any more is set aside, and what follows arrives`() throws {
    let (alice, bob) = try pair()
    try patch(bob, "Bob's", checksum: 0)
    try world.edit(bob, "b1")
    try releaseFirst(of: alice)
    let report = try world.team.sync(bob, of: .bob).recovered[space]
    #expect(report?.setAside == 1)
    #expect(report?.rewritten == 1)
    let kept = try #require(bob.spaces[space]?.setAside)
    #expect(kept.keys.map(\.dot) == [Dot(Person.bob.replica, 2)])
    #expect(Set(kept.values) == [.baseReleased])
    #expect(world.live(body) == [.prose(.whole("version 6"))])
    try world.expectAllEverywhere([(bob, .bob), (alice, .alice)])
  }

  @Test func `that somebody lacks keeps its base from being released`() throws {
    func dot(_ sequence: UInt64) -> Dot { Dot(Person.alice.replica, sequence) }
    let versions = (1...8).map { (sequence: UInt64) in
      let patch = Prose.Patch(base: dot(sequence - 1), checksum: 0, hunks: [])
      return Sibling(
        dot: dot(sequence),
        value: .prose(sequence == 2 ? .patch(patch) : .whole(Text("version \(sequence)"))),
        supersedes: sequence == 1 ? [] : [dot(sequence - 1)])
    }
    let cell = Cell([versions[7]], past: Array(versions.dropLast()))
    func released(whereKnown isKnown: @escaping (Dot) -> Bool) throws -> [Dot]? {
      let sweep = Sweep(
        floor: 8, now: Moment.now, hubSequence: { isKnown($0) ? $0.sequence : nil },
        stamp: {
          Stamp(
            time: HybridTime(milliseconds: Moment.now + Int64($0.sequence)), actor: "alice",
            clockOffset: 0)
        })
      return try sweep.release(of: cell, in: Sample.milk, body)?.basis.dots
    }
    #expect(try released { _ in true } == [1, 2, 3, 4].map(dot))
    #expect(try released { $0 != dot(2) } == [3, 4].map(dot))
  }
}
