import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A change that the hub refuses` {
  private let world = RecoveryWorld()
  private var hub: MemoryHub { world.team.hub }
  private var space: SpaceID { world.space }
  private let grant = RecordKey("access", RecordID(truncating: 9))

  private func outbox(_ device: MemoryDevice) -> [OutboxHead] {
    device.view().spaces.flatMap(\.outbox)
  }

  /// Alice is a manager, writes so many fields around one change of access, and is an editor again.
  private func aliceWithoutRights(
    before: Int, after: Int
  ) throws -> (alice: MemoryDevice, refused: Dot) {
    let alice = try world.device(.alice)
    hub.grant(.manager, to: Person.alice.user, in: space)
    try world.team.sync(alice, of: .alice)
    for number in 0..<before { try world.edit(alice, Text("before \(number)")) }
    let entry = try alice.commit(in: space) { _ in Sample.edit(grant, "role", .text("editor")) }
    for number in 0..<after { try world.edit(alice, Text("after \(number)")) }
    hub.grant(.editor, to: Person.alice.user, in: space)
    return (alice, try #require(entry?.change.dot))
  }

  @Test(arguments: [0, 1, 2, 5], [1, 3, 8])
  func `for its access is found among others and set aside, and what follows arrives`(
    before: Int, after: Int
  ) throws {
    let (alice, refused) = try aliceWithoutRights(before: before, after: after)
    let summary = try world.team.sync(alice, of: .alice)
    let report = try #require(summary.recovered[space])
    #expect(report.setAside == 1)
    #expect(report.rewritten == UInt64(after))
    #expect(summary.refusals.isEmpty)
    let kept = try #require(alice.spaces[space]?.setAside)
    #expect(kept.keys.map(\.dot) == [refused])
    #expect(Set(kept.values) == [.roleTooLow])
    #expect(world.kinds(alice) == [.setAside])
    #expect(hub.spaces[space]?.content.vector[refused.replica] == UInt64(before))
    try world.expectAllEverywhere([(alice, .alice)])
    #expect(hub.spaces[space]?.content.records[grant] == nil)
  }

  @Test func `for its access is found among others of the kind, one in each conversation`() throws {
    let (alice, first) = try aliceWithoutRights(before: 2, after: 2)
    let second = try alice.commit(in: space) { _ in Sample.edit(grant, "role", .text("viewer")) }
    try world.edit(alice, "last")
    try world.team.sync(alice, of: .alice)
    try world.expectAllEverywhere([(alice, .alice)])
    let kept = try #require(alice.spaces[space]?.setAside)
    #expect(kept.count == 2)
    #expect(kept.keys.contains { $0.dot == first })
    #expect(kept.keys.contains { $0.writes == second?.change.writes })
    #expect(hub.spaces[space]?.content.records[grant] == nil)
  }

  @Test func `and is the last stays, until rights come back`() throws {
    let (alice, refused) = try aliceWithoutRights(before: 3, after: 0)
    let summary = try world.team.sync(alice, of: .alice)
    #expect(summary.refusals == [space: .refused(.roleTooLow)])
    #expect(summary.recovered.isEmpty)
    #expect(outbox(alice) == [OutboxHead(replica: refused.replica, from: refused.sequence)])
    #expect(alice.spaces[space]?.setAside == [:])
    hub.grant(.manager, to: Person.alice.user, in: space)
    try world.expectAllEverywhere([(alice, .alice)])
    #expect(hub.spaces[space]?.content.vector[refused.replica] == refused.sequence)
  }

  @Test func `of a viewer stays with all that follows, until rights come back`() throws {
    let alice = try world.device(.alice)
    for token: Text in ["a1", "a2", "a3"] { try world.edit(alice, token) }
    hub.grant(.viewer, to: Person.alice.user, in: space)
    let summary = try world.team.sync(alice, of: .alice)
    #expect(summary.refusals == [space: .refused(.roleTooLow)])
    #expect(summary.recovered.isEmpty)
    #expect(outbox(alice) == [OutboxHead(replica: alice.own, from: 1)])
    #expect(alice.spaces[space]?.setAside == [:])
    #expect(world.hubCount == 0)
    hub.grant(.editor, to: Person.alice.user, in: space)
    try world.expectAllEverywhere([(alice, .alice)])
    #expect(hub.spaces[space]?.content.vector[Person.alice.replica] == 3)
  }

  @Test func `as its author's stays at whoever relays it while nobody waits for it`() throws {
    let alice = try world.device(.alice)
    try world.hand(RunSample(.bob, in: space, count: 2), of: .bob, to: alice)
    hub.grant(.viewer, to: Person.bob.user, in: space)
    let summary = try world.team.sync(alice, of: .alice)
    #expect(summary.refusals == [space: .refused(.roleTooLow)])
    #expect(summary.recovered.isEmpty)
    #expect(outbox(alice) == [OutboxHead(replica: Person.bob.replica, from: 1)])
    #expect(alice.spaces[space]?.setAside == [:])
    hub.grant(.editor, to: Person.bob.user, in: space)
    try world.expectAllEverywhere([(alice, .alice)])
    #expect(hub.spaces[space]?.content.vector[Person.bob.replica] == 2)
  }

  @Test func `as its author's is set aside where own changes wait for it`() throws {
    let alice = try world.device(.alice)
    try world.hand(RunSample(.bob, in: space, count: 2), of: .bob, to: alice)
    hub.grant(.viewer, to: Person.bob.user, in: space)
    for token: Text in ["a1", "a2"] { try world.edit(alice, token) }
    let report = try #require(try world.team.sync(alice, of: .alice).recovered[space])
    #expect(report.setAside == 2)
    #expect(report.rewritten == 2)
    #expect(Set(alice.spaces[space]?.setAside.values.map { $0 } ?? []) == [.roleTooLow])
    #expect(world.live("field1") == [])
    try world.expectAllEverywhere([(alice, .alice)])
  }

  @Test func `with a proof that does not fit is written again where own changes wait for it`()
    throws
  {
    let alice = try world.device(.alice)
    let run = RunSample(.bob, in: space, count: 2)
    try world.hand(run, of: .bob, to: alice)
    let proof = try run.proof(by: .bob)
    try alice.write(space) { ledger in
      try ledger.dropProofs(from: Dot(Person.bob.replica, 1))
      try ledger.keep(
        RunProof(
          replica: proof.replica, from: proof.from, to: proof.to, salt: proof.salt,
          signing: RunSigning(
            publicKey: proof.signing.publicKey, runHashes: proof.signing.runHashes,
            signature: proof.signing.signature.reversed())))
    }
    try world.edit(alice, "a1")
    let report = try #require(try world.team.sync(alice, of: .alice).recovered[space])
    #expect(report.setAside == 0)
    #expect(report.rewritten == 3)
    #expect(world.live("field1") == [.text("1")])
    try world.expectAllEverywhere([(alice, .alice)])
  }
}
