import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `The prefix of a pushed run` {
  private let team = Team()
  private var space: SpaceID { team.space }

  /// Bob's two changes stand at the hub, so that Alice may push at cursor 2.
  init() throws {
    for person in Person.allCases { team.hub.enrol(try person.caller()) }
    let known = RunSample(.bob, in: space, count: 2)
    let results = try push([known.push(proof: known.proof(by: .bob))], at: [], version: 0)
    #expect(results == [.accepted])
  }

  /// What the hub answers to Alice's pushes.
  private func push(
    _ pushes: [Push], at cursors: [UInt64], version: UInt64? = nil, signature: PushSignature? = nil
  ) throws -> [PushResult] {
    let version = version ?? team.hub.list(of: Person.alice.user).version
    var request = SyncRequest(
      listVersion: version, cursors: .all(cursors), maximumBytes: 1 << 20)
    request.pushes = pushes
    request.signature = signature
    return try SyncResponse.decode(team.answer(request.encode(), to: .alice))
      .acknowledgements.map(\.result)
  }

  /// Alice's own push at a cursor whose history she takes to be this.
  private func push(
    _ run: RunSample, history: [UInt8]?, at cursor: UInt64 = 2
  ) throws -> PushResult? {
    try push(
      [Push(target: .listed(1), batch: try run.block(history: history))], at: [cursor],
      signature: try RunSample.signature(of: [(0, run)], by: .alice)
    ).first
  }

  private func history(at sequence: UInt64) throws -> [UInt8] {
    try #require(team.hub.spaces[space]?.history(at: sequence))
  }

  private var count: UInt64? { team.hub.spaces[space]?.hubSequence }

  @Test func `is the chain's alone where nothing was pulled`() throws {
    let state = (0..<32).map { UInt8($0) }
    #expect(HashChain.pushPrefix(state, history: nil) == Array(0..<8))
    let history = [UInt8](repeating: 0xFF, count: 8)
    #expect(HashChain.pushPrefix(state, history: history) == (0..<8).map { 0xFF - UInt8($0) })
  }

  @Test func `says which history of the hub the device knows`() throws {
    let run = RunSample(.alice, in: space)
    #expect(try push(run, history: history(at: 2)) == .accepted)
    #expect(count == 3)
  }

  @Test func `is no part of what others are sent`() throws {
    let first = RunSample(.alice, in: space)
    let second = RunSample(.alice, in: space, from: 2, before: first.after)
    #expect(try push(first, history: history(at: 2)) == .accepted)
    #expect(try push(second, history: history(at: 3), at: 3) == .accepted)
    let bob = try Person.bob.device()
    try team.sync(bob, of: .bob)
    #expect(bob.spaces[space]?.content.vector[Person.alice.replica] == 2)
    #expect(bob.spaces[space]?.isRecovering == false)
  }

  @Test(arguments: [1, nil] as [UInt64?])
  func `that is of another history forks, and nothing is committed or noted`(
    other: UInt64?
  ) throws {
    let run = RunSample(.alice, in: space)
    #expect(try push(run, history: other.map(history)) == .fork)
    #expect(count == 2)
    #expect(team.hub.events == [])
  }

  @Test func `beyond the hub's end is asked for again`() throws {
    let run = RunSample(.alice, in: space)
    #expect(try push(run, history: history(at: 2), at: 5) == .retry)
    #expect(count == 2)
    #expect(team.hub.events == [])
  }

  @Test func `of another author's chain forks, which is noted only where an id was used twice`()
    throws
  {
    let first = RunSample(.alice, in: space)
    #expect(try push(first, history: history(at: 2)) == .accepted)
    let next = RunSample(
      .alice, in: space, from: 2, before: [UInt8](repeating: 9, count: first.before.count))
    #expect(try push(next, history: history(at: 3), at: 3) == .fork)
    #expect(team.hub.events == [])
    let other = RunSample(.alice, in: space, value: .text("other"))
    #expect(try push(other, history: history(at: 3), at: 3) == .fork)
    #expect(team.hub.events == [.fork(space, Person.alice.replica)])
    #expect(count == 3)
  }
}

@Suite struct `A fork of one run` {
  private let team = Team()
  private var space: SpaceID { team.space }
  private let other = Sample.space(2)
  private let stranger = ReplicaID(rawValue: 0xC3)

  /// The hub holds one change of Bob's and one of a replica of Bob's that is forked below.
  init() throws {
    for person in Person.allCases { team.hub.enrol(try person.caller()) }
    team.hub.createSpace(other)
    team.hub.grant(.editor, to: Person.alice.user, in: other)
    team.hub.grant(.editor, to: Person.bob.user, in: other)
    for replica in [stranger, Person.alice.replica] {
      let person = replica == stranger ? Person.bob : .alice
      let run = RunSample(person, in: space, replica: replica)
      #expect(try push([run.push(proof: run.proof(by: person))]) == [.accepted])
    }
  }

  private func push(_ pushes: [Push], signature: PushSignature? = nil) throws -> [PushResult] {
    var request = SyncRequest(
      listVersion: team.hub.list(of: Person.alice.user).version, cursors: .all([0, 0]),
      maximumBytes: 1 << 20)
    request.pushes = pushes
    request.signature = signature
    return try SyncResponse.decode(team.answer(request.encode(), to: .alice))
      .acknowledgements.map(\.result)
  }

  /// A run of Bob's that would be taken, in either space.
  private func good(_ space: SpaceID, _ ordinal: UInt64) throws -> Push {
    let run = RunSample(.bob, in: space)
    return try run.push(.listed(ordinal), proof: run.proof(by: .bob))
  }

  private func held(_ space: SpaceID) -> UInt64? {
    team.hub.spaces[space]?.content.vector[Person.bob.replica]
  }

  private func expectHeldBack(_ results: [PushResult], _ result: PushResult) {
    #expect(results == [.retry, result, .accepted])
    #expect(held(space) == 0)
    #expect(held(other) == 1)
  }

  @Test func `of the device's own holds back the others of its space alone`() throws {
    let forked = RunSample(.alice, in: space, value: .text("other"))
    let results = try push(
      [good(space, 1), forked.push(), good(other, 2)],
      signature: RunSample.signature(of: [(1, forked)], by: .alice))
    expectHeldBack(results, .fork)
  }

  @Test func `that is relayed holds back the others of its space alone`() throws {
    let forked = RunSample(.bob, in: space, replica: stranger, value: .text("other"))
    let results = try push([
      good(space, 1), forked.push(proof: forked.proof(by: .bob)), good(other, 2),
    ])
    expectHeldBack(results, .fork)
  }

  @Test func `that would be refused anyway holds back the others too`() throws {
    let forked = RunSample(.bob, in: space, replica: stranger, value: .text("other"))
    let proof = try forked.proof(by: .bob)
    let unknown = RunProof(
      replica: proof.replica, from: proof.from, to: proof.to, salt: proof.salt,
      signing: RunSigning(
        publicKey: [UInt8](repeating: 3, count: 32), runHashes: proof.signing.runHashes,
        signature: proof.signing.signature))
    let results = try push([good(space, 1), forked.push(proof: unknown), good(other, 2)])
    expectHeldBack(results, .refused(.badProof))
  }

  @Test func `of somebody without rights is a fork all the same`() throws {
    team.hub.grant(.viewer, to: Person.alice.user, in: space)
    let forked = RunSample(.alice, in: space, value: .text("other"))
    let results = try push(
      [good(space, 1), forked.push(), good(other, 2)],
      signature: RunSample.signature(of: [(1, forked)], by: .alice))
    expectHeldBack(results, .fork)
  }
}

extension RunSample {
  /// The batch as it is pushed by a device that knows this history of the hub at its cursor.
  fileprivate func block(history: [UInt8]?) throws -> [UInt8] {
    let pushed = ChangeRun(
      replica: run.replica, chainPrefix: HashChain.pushPrefix(before, history: history),
      changes: run.changes)
    return try ChangeBatch(runs: [pushed]).encode(naming: PortableNaming()).block
  }
}
