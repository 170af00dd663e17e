import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

/// Bob hands on what Alice wrote.
@Suite struct `A relayed run` {
  private let team = Team()
  private var space: SpaceID { team.space }

  init() throws { team.hub.enrol(try Person.alice.caller()) }

  /// What the hub answers to Bob's pushes.
  private func offer(
    _ pushes: [Push], signature: PushSignature? = nil
  ) throws -> [Acknowledgement] {
    var request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 1 << 20)
    request.pushes = pushes
    request.signature = signature
    return try SyncResponse.decode(team.answer(request.encode(), to: .bob)).acknowledgements
  }

  private func offer(_ run: RunSample, proof: RunProof) throws -> Acknowledgement? {
    try offer([run.push(proof: proof)]).first
  }

  @Test func `is accepted as its author's`() throws {
    let run = RunSample(.alice, count: 3)
    let proof = try run.proof(by: .alice)
    let acknowledgement = try offer(run, proof: proof)
    #expect(acknowledgement?.result == .accepted)
    #expect(acknowledgement?.accepted == 3)
    #expect(team.hub.spaces[space]?.proofs == [proof])
    let owner = try team.hub.read(space) { $0.owner(of: Person.alice.replica) }
    #expect(try owner == Person.alice.key().publicKey)
  }

  @Test func `reaches others with its proof`() throws {
    let run = RunSample(.alice, count: 2)
    let proof = try run.proof(by: .alice)
    _ = try offer(run, proof: proof)
    let request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 1 << 20)
    let answer = try SyncResponse.decode(team.answer(request.encode(), to: .bob))
    guard case .changes(let update) = answer.updates.first?.content else {
      Issue.record("\(answer.updates)")
      return
    }
    #expect(update.proofs == [proof])
    #expect(update.cursor == 2)
  }

  @Test func `may be of two parts in one request`() throws {
    let first = RunSample(.alice, count: 2)
    let second = RunSample(.alice, from: 3, count: 2, before: first.after)
    let results = try offer([
      first.push(proof: first.proof(by: .alice)), second.push(proof: second.proof(by: .alice)),
    ])
    #expect(results.map(\.result) == [.accepted, .accepted])
    #expect(results.map(\.accepted) == [2, 4])
  }

  @Test func `needs no rights of who hands it on, but membership`() throws {
    let run = RunSample(.alice)
    team.hub.grant(.viewer, to: "bob", in: space)
    #expect(try offer(run, proof: run.proof(by: .alice))?.result == .accepted)
    team.hub.grant(.none, to: "bob", in: space)
    #expect(try offer(run, proof: run.proof(by: .alice))?.result == .refused(.notMember))
  }

  @Test func `needs the author's rights of now`() throws {
    let run = RunSample(.alice)
    team.hub.grant(.viewer, to: "alice", in: space)
    #expect(try offer(run, proof: run.proof(by: .alice))?.result == .refused(.roleTooLow))
    let grant = RunSample(.alice, kind: "access")
    team.hub.grant(.editor, to: "alice", in: space)
    #expect(try offer(grant, proof: grant.proof(by: .alice))?.result == .refused(.roleTooLow))
    team.hub.grant(.manager, to: "alice", in: space)
    #expect(try offer(grant, proof: grant.proof(by: .alice))?.result == .accepted)
  }

  @Test func `carries its author's name`() throws {
    let run = RunSample(.alice, actor: "bob")
    #expect(try offer(run, proof: run.proof(by: .alice))?.result == .refused(.foreignActor))
  }

  @Test func `cannot take a replica of another device over`() throws {
    let own = RunSample(.bob)
    #expect(try offer(own, proof: own.proof(by: .bob))?.result == .accepted)
    let stolen = RunSample(.alice, from: 2, before: own.after, replica: Person.bob.replica)
    let answer = try offer(stolen, proof: stolen.proof(by: .alice))
    #expect(answer?.result == .refused(.foreignReplica))
    #expect(team.hub.events == [.foreignReplica(space, Person.bob.replica)])
  }

  @Test func `is refused where one byte of it was changed`() throws {
    let proof = try RunSample(.alice, value: .text("1")).proof(by: .alice)
    let forged = RunSample(.alice, value: .text("2"))
    #expect(try offer(forged, proof: proof)?.result == .refused(.badProof))
    #expect(team.hub.spaces[space]?.hubSequence == 0)
  }

  @Test func `is refused in another space, in part, or signed by nobody the hub knows`() throws {
    let elsewhere = RunSample(.alice, in: Sample.space(9))
    let here = RunSample(.alice)
    #expect(
      try offer(here, proof: elsewhere.proof(by: .alice))?.result == .refused(.badProof))
    let long = RunSample(.alice, count: 2)
    #expect(try offer(here, proof: long.proof(by: .alice))?.result == .refused(.badProof))
    let signing = try here.proof(by: .alice).signing
    let stranger = RunProof(
      replica: here.run.replica, from: 1, to: 1, salt: Sample.salt,
      signing: RunSigning(
        publicKey: [UInt8](repeating: 3, count: 32), runHashes: signing.runHashes,
        signature: signing.signature))
    #expect(try offer(here, proof: stranger)?.result == .refused(.badProof))
  }

  @Test func `may leave out what the hub holds of it`() throws {
    let long = RunSample(.alice, count: 3)
    let proof = try long.proof(by: .alice)
    let first = RunSample(.alice)
    let rest = RunSample(.alice, from: 2, count: 2, before: first.after)
    #expect(rest.after == long.after)
    #expect(try offer(rest, proof: proof)?.result == .gap)
    #expect(try offer(first, proof: first.proof(by: .alice))?.result == .accepted)
    let forged = RunSample(.alice, from: 2, count: 2, before: first.after, value: .text("2"))
    #expect(try offer(forged, proof: proof)?.result == .refused(.badProof))
    let part = RunSample(.alice, from: 2, before: first.after)
    #expect(try offer(part, proof: proof)?.result == .refused(.badProof))
    let answer = try offer(rest, proof: proof)
    #expect(answer?.result == .accepted)
    #expect(answer?.accepted == 3)
    #expect(team.hub.spaces[space]?.proofs.map(\.to) == [3])
  }

  @Test func `does not depend on the signature of the runs beside it`() throws {
    let relayed = RunSample(.alice)
    let own = RunSample(.bob)
    let pushes = [try relayed.push(proof: relayed.proof(by: .alice)), try own.push()]
    let right = try RunSample.signature(of: [(1, own)], by: .bob)
    let wrong = try RunSample.signature(of: [(1, own)], by: .alice)
    #expect(
      try offer(pushes, signature: wrong).map(\.result) == [.accepted, .refused(.badSignature)])
    #expect(try offer(pushes, signature: right).map(\.result) == [.accepted, .accepted])
  }

  @Test func `is kept in part until the rest fits, and counts only then`() throws {
    let first = RunSample(.alice)
    let other = RunSample(.bob)
    let second = RunSample(
      .alice, from: 2, before: first.after, dependencies: [Dot(Person.bob.replica, 1)])
    let run = RunSample(first.run.changes + second.run.changes, in: space, before: first.before)
    let proof = try run.proof(by: .alice)
    let part = try offer(run, proof: proof)
    #expect(part?.result == .missing)
    #expect(part?.accepted == 0)
    #expect(team.hub.spaces[space]?.hubSequence == 1)
    #expect(team.hub.spaces[space]?.proofs == [])
    _ = try offer(other, proof: other.proof(by: .bob))
    let whole = try offer(run, proof: proof)
    #expect(whole?.result == .accepted)
    #expect(whole?.accepted == 2)
    #expect(team.hub.spaces[space]?.hubSequence == 3)
    #expect(team.hub.spaces[space]?.proofs.contains(proof) == true)
  }

  @Test func `is tried again when a later run of the request brings what it lacks`() throws {
    let first = RunSample(.alice)
    let other = RunSample(.bob, dependencies: [Dot(Person.alice.replica, 1)])
    let second = RunSample(
      .alice, from: 2, before: first.after, dependencies: [Dot(Person.bob.replica, 1)])
    let run = RunSample(first.run.changes + second.run.changes, in: space, before: first.before)
    let results = try offer([
      run.push(proof: run.proof(by: .alice)), other.push(proof: other.proof(by: .bob)),
    ])
    #expect(results.map(\.result) == [.accepted, .accepted])
    #expect(results.map(\.accepted) == [2, 1])
  }

  @Test func `may not write again what is not its author's, unless that person's device did`()
    throws
  {
    let own = RunSample(.bob)
    _ = try offer(own, proof: own.proof(by: .bob))
    func origin(_ replica: ReplicaID, _ actor: Text) -> Origin {
      Origin(
        dot: Dot(replica, 7), hash: [UInt8](repeating: 1, count: 32), actor: actor,
        time: HybridTime(milliseconds: Moment.now))
    }
    let forged = RunSample(.alice, origin: origin(ReplicaID(rawValue: 5), "bob"))
    #expect(try offer(forged, proof: forged.proof(by: .alice))?.result == .refused(.foreignActor))
    let bobs = RunSample(.alice, origin: origin(Person.bob.replica, "bob"))
    #expect(try offer(bobs, proof: bobs.proof(by: .alice))?.result == .accepted)
    let hers = RunSample(
      .alice, replica: ReplicaID(rawValue: 0xA2), origin: origin(ReplicaID(rawValue: 5), "alice"))
    #expect(try offer(hers, proof: hers.proof(by: .alice))?.result == .accepted)
  }
}
