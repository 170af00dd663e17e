import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A hub and its devices` {
  private let team = Team()
  private var space: SpaceID { team.space }

  private func phones(_ device: MemoryDevice, _ key: RecordKey = Sample.milk) -> [Value]? {
    device.spaces[space]?.content.records[key]?.cells["phone"]?.siblings.map(\.value)
  }

  @Test func `recognise a push whose answer was lost`() throws {
    let alice = try Person.alice.device()
    try team.sync(alice, of: .alice)
    try alice.commit(in: space) { _ in Sample.edit() }
    try team.syncInVain(alice, of: .alice)
    #expect(alice.view().spaces.first?.outbox.first?.from == 1)
    #expect(team.hub.spaces[space]?.hubSequence == 1)
    #expect(try team.sync(alice, of: .alice).sent == 1)
    #expect(team.hub.spaces[space]?.hubSequence == 1)
    #expect(alice.view().spaces.first?.outbox.first?.from == nil)
  }

  @Test func `keep a viewer's changes in the outbox until they may be taken`() throws {
    let alice = try Person.alice.device()
    try team.sync(alice, of: .alice)
    team.hub.grant(.viewer, to: "alice", in: space)
    try alice.commit(in: space) { _ in Sample.edit() }
    let refused = try team.sync(alice, of: .alice)
    #expect(refused.refusals == [space: .refused(.roleTooLow)])
    #expect(refused.isStuck == false)
    #expect(alice.view().spaces.first?.outbox.first?.from == 1)
    team.hub.grant(.editor, to: "alice", in: space)
    #expect(try team.sync(alice, of: .alice).sent == 1)
  }

  @Test func `tell a device the names that a lost answer held, though its user may only read now`()
    throws
  {
    let alice = try Person.alice.device()
    let bob = try Person.bob.device()
    try team.sync(alice, of: .alice)
    try alice.commit(in: space) { _ in Sample.edit() }
    try team.syncInVain(alice, of: .alice)
    team.hub.grant(.viewer, to: "alice", in: space)
    try team.sync(alice, of: .alice)
    try team.sync(bob, of: .bob)
    let shown = Dot(Person.alice.replica, 1)
    try bob.commit(in: space) { _ in
      Sample.edit(Sample.milk, "phone", .text("2"), over: [shown])
    }
    try team.sync(bob, of: .bob)
    #expect(try team.sync(alice, of: .alice).receivedCount == 1)
    #expect(phones(alice) == [.text("2")])
  }

  @Test func `do not wait for what nobody can offer, and give records their numbers`() throws {
    let alice = try Person.alice.device()
    let bob = try Person.bob.device()
    let carol = try carol()
    try team.sync(alice, of: .alice)
    try alice.commit(in: space) { _ in Sample.edit() }
    try receive(carol, at: alice)
    try alice.commit(in: space) { _ in Sample.edit(Sample.bread) }
    // Nobody can offer what Carol wrote: it is written again, and what depends on it with it.
    let summary = try team.sync(alice, of: .alice)
    #expect(summary.recovered[space]?.rewritten == 2)
    #expect(summary.sent == 3)
    #expect(alice.view().spaces.flatMap(\.outbox).isEmpty)
    try team.sync(bob, of: .bob)
    #expect(phones(bob, Sample.bread) == [.text("1")])
    try team.hub.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      #expect(try integrator.integrate(carol) == .complete)
      try integrator.finish()
    }
    try team.sync(alice, of: .alice)
    try team.sync(bob, of: .bob)
    #expect(phones(bob, Sample.bread) == [.text("1")])
  }

  @Test(arguments: [false, true])
  func `name nothing of what could not be taken`(isBegun: Bool) throws {
    team.hub.enrol(try Person.alice.caller())
    let lacking = Dot(ReplicaID(rawValue: 0xC3), 1)
    let changes = [Sample.milk, Sample.bread].enumerated().map { index, key in
      Change(
        dot: Dot(Person.alice.replica, UInt64(index) + 1),
        dependencies: index == (isBegun ? 1 : 0) ? [lacking] : [],
        time: HybridTime(milliseconds: Moment.now), actor: "alice", clockOffset: 0, intent: .edit,
        writes: [Write(key, "phone", supersedes: [], value: .text("1"))])
    }
    let run = RunSample(
      changes, in: space, before: HashChain.seed(space: space, replica: Person.alice.replica))
    var request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 1 << 20)
    request.pushes = [try run.push(proof: run.proof(by: .alice))]
    let response = try SyncResponse.decode(team.answer(request.encode(), to: .alice))
    #expect(response.acknowledgements.map(\.result) == [.missing])
    #expect(response.acknowledgements.map(\.accepted) == [0])
    #expect(response.acknowledgements.flatMap(\.recordOrdinals) == [])
    #expect(response.acknowledgements.flatMap(\.replicaNumbers) == [])
    // What is in the log has its numbers there; what is not has none.
    let names = try team.hub.read(space) { ledger in
      try [Sample.milk, Sample.bread].map { try ledger.naming(cursor: 9).name(of: $0).number }
    }
    #expect(names == (isBegun ? [1, 0] : [0, 0]))
    #expect(team.hub.spaces[space]?.hubSequence == (isBegun ? 1 : 0))
  }

  /// A change of Carol's that reaches Alice before it reaches the hub.
  private func carol() throws -> ChangeBatch {
    let replica = ReplicaID(rawValue: 0xC3)
    let change = Change(
      dot: Dot(replica, 1), dependencies: [], time: HybridTime(milliseconds: Moment.now),
      actor: "carol", clockOffset: 0, intent: .edit,
      writes: [Write(Sample.milk, "owner", supersedes: [], value: .text("carol"))])
    let seed = HashChain.seed(space: space, replica: replica)
    return ChangeBatch(
      runs: [
        ChangeRun(replica: replica, chainPrefix: HashChain.prefix(seed), changes: [change])
      ])
  }

  private func receive(_ batch: ChangeBatch, at device: MemoryDevice) throws {
    try device.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      #expect(try integrator.integrate(batch) == .complete)
      try integrator.finish()
    }
  }
}
