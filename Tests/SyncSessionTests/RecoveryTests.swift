import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A copied replica` {
  private let world = RecoveryWorld()

  @Test(arguments: [false, true], [0, 300])
  func `keeps all edits of both copies, whichever syncs first`(
    isTwinFirst: Bool, snapshotMinimum: UInt64
  ) throws {
    world.team.configuration.snapshotMinimumChanges = snapshotMinimum
    let alice = try world.device(.alice)
    let bob = try world.device(.bob)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    for token: Text in ["a1", "a2", "a3"] { try world.edit(alice, token) }
    for token: Text in ["t1", "t2"] { try world.edit(twin, token) }
    let (first, second) = isTwinFirst ? (twin, alice) : (alice, twin)
    #expect(try world.team.sync(first, of: .alice).recovered.isEmpty)
    let summary = try world.team.sync(second, of: .alice)
    #expect(summary.recovered[world.space]?.rewritten == (isTwinFirst ? 3 : 2))
    #expect(summary.recovering == [])
    #expect(second.own != first.own)
    #expect(world.kinds(second) == [.forked])
    try world.expectAllEverywhere([(first, .alice), (second, .alice), (bob, .bob)])
    #expect(world.hubCount == 6)
    try world.edit(alice, "a4")
    try world.edit(twin, "t4")
    try world.expectAllEverywhere([(first, .alice), (second, .alice), (bob, .bob)])
  }

  @Test(arguments: [false, true])
  func `writes nothing twice that both copies had`(isTwinFirst: Bool) throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "common 1")
    try world.edit(alice, "common 2")
    let twin = alice.copy()
    try world.edit(alice, "a")
    try world.edit(twin, "t")
    let (first, second) = isTwinFirst ? (twin, alice) : (alice, twin)
    try world.team.sync(first, of: .alice)
    #expect(try world.team.sync(second, of: .alice).recovered[world.space]?.rewritten == 1)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    #expect(world.hubCount == 4)
  }

  @Test func `maps what another copy has written again`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    try world.edit(alice, "a")
    try world.edit(twin, "t1")
    try world.edit(twin, "t2")
    let third = twin.copy()
    try world.edit(third, "third")
    try world.team.sync(alice, of: .alice)
    #expect(try world.team.sync(twin, of: .alice).recovered[world.space]?.rewritten == 2)
    let report = try world.team.sync(third, of: .alice).recovered[world.space]
    #expect(report?.known == 2)
    #expect(report?.rewritten == 1)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice), (third, .alice)])
    #expect(world.hubCount == 5)
  }

  @Test func `takes a new id before it writes where it lies elsewhere`() throws {
    let alice = try world.device(.alice)
    alice.place = FileFingerprint(machine: "m", path: "/a", inode: 1)
    try world.edit(alice, "before")
    let twin = alice.copy()
    twin.place = FileFingerprint(machine: "m", path: "/b", inode: 2)
    try world.edit(alice, "a")
    try world.edit(twin, "t1")
    try world.edit(twin, "t2")
    #expect(world.kinds(twin) == [.copied])
    #expect(world.kinds(alice) == [])
    #expect(try world.team.sync(twin, of: .alice).recovered.isEmpty)
    #expect(try world.team.sync(alice, of: .alice).recovered.isEmpty)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    #expect(world.hubCount == 4)
  }

  @Test func `maps what its edits name of each other`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    try world.edit(alice, "a")
    try twin.commit(in: world.space) { _ in Sample.edit(Sample.bread, "phone", .text("1")) }
    let replica = Person.alice.replica
    try twin.commit(in: world.space) { _ in
      Sample.edit(Sample.bread, "phone", .text("2"), over: [Dot(replica, 2)])
    }
    try twin.commit(in: world.space) { ledger in
      Sample.edit(Sample.bread, Field.life, .deleted(shown: ledger.vector()))
    }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(twin, of: .alice)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    let record = try #require(alice.spaces[world.space]?.content.records[Sample.bread])
    #expect(record.cells["phone"]?.siblings.map(\.value) == [.text("2")])
    #expect(record.life == .deleted)
  }

  @Test func `writes a patched text again whole`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    try world.edit(alice, "a")
    let first = Text("One paragraph about the mill, long enough to be worth a patch at all.")
    let second = Text("One paragraph about the paper mill, long enough to be worth a patch at all.")
    for text in [first, second] {
      try twin.commit(in: world.space) { ledger in
        let cell = ledger.record(Sample.bread).cells["plan"]
        let basis = Basis(dots: cell?.siblings.map(\.dot) ?? [], base: nil)
        return Draft(writes: [
          DraftWrite(
            Sample.bread, "plan", Prose.revision(of: cell, basis: basis, text: text), basis: basis)
        ])
      }
    }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(twin, of: .alice)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    let cell = try #require(alice.spaces[world.space]?.content.records[Sample.bread]?.cells["plan"])
    #expect(cell.siblings.map(\.value) == [.prose(.whole(second))])
    #expect(cell.past.map(\.value) == [.prose(.whole(first))])
  }

  @Test func `says what was written first, by whom and when`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    try world.edit(alice, "a")
    let entry = try twin.commit(in: world.space, as: "old name") { _ in Sample.edit() }
    let change = try #require(entry?.change)
    try world.team.sync(alice, of: .alice)
    try world.team.sync(twin, of: .alice)
    let rewritten = try #require(
      twin.spaces[world.space]?.content.log.values.map(\.change).first { $0.origin != nil })
    #expect(rewritten.origin?.dot == change.dot)
    #expect(rewritten.stamp == change.stamp)
    #expect(rewritten.actor == "alice")
  }

  @Test func `is put right once: the same snapshot again changes nothing`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    for token: Text in ["t1", "t2", "t3"] { try world.edit(twin, token) }
    try world.team.sync(alice, of: .alice)
    let snapshot = try world.team.hub.read(world.space) { try $0.freshSnapshot() }
    let chunks = snapshot.blocks.enumerated().map { index, block in
      SpaceUpdate(
        ordinal: 1,
        content: .chunk(
          ChunkUpdate(
            snapshot: snapshot.hubSequence, history: snapshot.history, index: UInt64(index),
            count: UInt64(snapshot.blocks.count), block: block)))
    }
    let answer = HubAnswer(response: Sample.response(updates: chunks), pushes: [])
    // The first time the device would rather ask what the hub holds of its changes.
    #expect(try twin.take(answer).recovered.isEmpty)
    #expect(try twin.take(answer).recovered.count == 1)
    let once = try #require(twin.spaces[world.space])
    #expect(once.content.vector[twin.own] == 3)
    _ = try twin.take(answer)
    let twice = try #require(twin.spaces[world.space])
    #expect(once.content.records == twice.content.records)
    #expect(once.content.heads == twice.content.heads)
    #expect(once.content.log == twice.content.log)
    #expect(once.accepted == twice.accepted)
    #expect(world.kinds(twin) == [.forked])
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
  }

  @Test(arguments: 0..<12)
  func `loses nothing where the program dies in between`(count: Int) throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    for token: Text in ["t1", "t2", "t3"] { try world.edit(twin, token) }
    try world.team.sync(alice, of: .alice)
    twin.crash = MemoryCrash(at: .commit, after: count)
    do { try world.team.sync(twin, of: .alice) } catch MemoryStoreFault.crashed {}
    twin.crash = nil
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
  }

  @Test func `sends long outboxes in parts, and is put right in between`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    let twin = alice.copy()
    for number in 1...20 {
      try world.edit(alice, Text("a\(number)"))
      try world.edit(twin, Text("t\(number)"))
    }
    world.team.pushBytes = 200
    try world.team.sync(alice, of: .alice)
    try world.team.sync(twin, of: .alice)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
  }

  @Test func `keeps what a colleague handed over, and hands it on`() throws {
    let alice = try world.device(.alice)
    try world.edit(alice, "before")
    try world.team.sync(alice, of: .alice)
    world.team.hub.enrol(try Person.bob.caller())
    let twin = alice.copy()
    try world.edit(alice, "a")
    let run = RunSample(.bob, in: world.space, count: 2)
    try twin.write(world.space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      #expect(try integrator.integrate(ChangeBatch(runs: [run.run])) == .complete)
      try integrator.finish()
      try ledger.keep(try run.proof(by: .bob))
    }
    try world.edit(twin, "t")
    try world.team.sync(alice, of: .alice)
    let report = try world.team.sync(twin, of: .alice).recovered[world.space]
    #expect(report?.rewritten == 1)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    let cells = alice.spaces[world.space]?.content.records[Sample.milk]?.cells
    #expect(cells?["field1"]?.siblings.map(\.dot) == [Dot(Person.bob.replica, 1)])
    #expect(cells?["field2"]?.siblings.map(\.dot) == [Dot(Person.bob.replica, 2)])
  }

  @Test func `sends nothing that depends on what the hub holds otherwise`() throws {
    let alice = try world.device(.alice)
    let twin = alice.copy()
    let key = Sample.bread
    try alice.commit(in: world.space) { _ in Sample.edit(key, "phone", .text("alice")) }
    try twin.commit(in: world.space) { _ in Sample.edit(key, "phone", .text("twin")) }
    try twin.write(world.space) { try $0.renewIdentity() }
    let shown = Dot(Person.alice.replica, 1)
    try twin.commit(in: world.space) { _ in
      Sample.edit(key, "phone", .text("twin 2"), over: [shown])
    }
    try world.team.sync(alice, of: .alice)
    try world.team.sync(twin, of: .alice)
    try world.expectAllEverywhere([(alice, .alice), (twin, .alice)])
    let cell = alice.spaces[world.space]?.content.records[key]?.cells["phone"]
    #expect(Set(cell?.siblings.map(\.value) ?? []) == [.text("alice"), .text("twin 2")])
  }
}
