import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `The check of a push` {
  /// One push of Alice's, and what is wrong with it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var role: SpaceRole? = .editor
    var target = SpaceTarget.listed(1)
    var isDamaged = false
    var isOwnedByBob = false
    var actor: Text = "alice"
    var intent = Intent.edit
    var kind: Text = "opportunity"
    /// The hub's chain before the first pushed change; nil where it does not reach that far.
    var chain = Chain.same
    var signer: Person? = .alice
    let result: PushResult?

    enum Chain { case same, other, unknown }
  }

  @Test(arguments: [
    Case(testDescription: "all is right", result: nil),
    Case(testDescription: "a manager", role: .manager, kind: "access", result: nil),
    Case(testDescription: "no line for the space", role: nil, result: .refused(.notMember)),
    Case(
      testDescription: "a registration that was refused", role: nil, target: .registered(0),
      result: .refused(.badSpace)),
    Case(testDescription: "no member any more", role: SpaceRole.none, result: .refused(.notMember)),
    Case(testDescription: "a viewer", role: .viewer, result: .refused(.roleTooLow)),
    Case(testDescription: "not one run", isDamaged: true, result: .refused(.invalidChange)),
    Case(testDescription: "Bob's replica", isOwnedByBob: true, result: .refused(.foreignReplica)),
    Case(testDescription: "Bob's name", actor: "bob", result: .refused(.foreignActor)),
    Case(testDescription: "the hub's work", intent: .administer, result: .refused(.roleTooLow)),
    Case(testDescription: "an editor's grant", kind: "access", result: .refused(.roleTooLow)),
    Case(testDescription: "a gap", chain: .unknown, result: .gap),
    Case(testDescription: "another history", chain: .other, result: .fork),
    Case(testDescription: "Bob's signature", signer: .bob, result: .refused(.badSignature)),
    Case(testDescription: "no signature", signer: nil, result: .refused(.badSignature)),
  ])
  func `decides by signature, owner, role and author`(sample: Case) throws {
    let inspection = try inspection(sample)
    let verdicts = try check([inspection], signer: sample.signer)
    switch (verdicts[0], sample.result) {
    case (.commit(let order), nil):
      #expect(order.space == Sample.space())
      #expect(order.proof.replica == Person.alice.replica)
      #expect(order.proof.from...order.proof.to == 1...1)
    case (.acknowledge(let acknowledgement), .some(let result)):
      #expect(acknowledgement.result == result)
      #expect(acknowledgement.accepted == 0)
    default: Issue.record("\(verdicts[0])")
    }
  }

  @Test func `lets pushes be repeated that a gap keeps from being checked`() throws {
    let right = try inspection(Case(testDescription: "", result: nil))
    let gap = try inspection(Case(testDescription: "", chain: .unknown, result: .gap))
    #expect(results(try check([right, gap], signer: .alice)) == [.retry, .gap])
  }

  @Test func `takes what is right beside what is refused for its role`() throws {
    let right = try inspection(Case(testDescription: "", result: nil))
    let viewer = try inspection(Case(testDescription: "", role: .viewer, result: nil))
    #expect(results(try check([viewer, right], signer: .alice)) == [.refused(.roleTooLow), nil])
  }

  @Test func `lets pushes be repeated beside one whose run nobody can hash`() throws {
    let right = try inspection(Case(testDescription: "", result: nil))
    let foreign = try inspection(
      Case(testDescription: "", role: nil, target: .registered(0), result: nil))
    #expect(results(try check([foreign, right], signer: .alice)) == [.refused(.badSpace), .retry])
  }

  private func results(_ verdicts: [PushCheck.Verdict]) -> [PushResult?] {
    verdicts.map { verdict in
      if case .acknowledge(let acknowledgement) = verdict { acknowledgement.result } else { nil }
    }
  }

  private func inspection(_ sample: Case) throws -> PushInspection {
    let space = Sample.space()
    let device = try Person.alice.device().lists([Sample.entry(1, space)])
    try device.commit(in: space, as: sample.actor) { _ in
      var draft = Sample.edit(RecordKey(sample.kind, RecordID(truncating: 1)))
      draft.intent = sample.intent
      return draft
    }
    let push = try #require(try device.push(space))
    let entry = sample.role.map { Sample.entry(1, space, role: $0) }
    let order = try order(Push(target: sample.target, batch: push.outbox.encoded.block), entry)
    let decoded = try ChangeBatch.decode(push.outbox.encoded.block, naming: PortableNaming())
    let other = [UInt8](repeating: 9, count: push.outbox.chainBefore.count)
    return PushInspection(
      order: order, decoded: sample.isDamaged || entry == nil ? nil : decoded, accepted: 0,
      owner: sample.isOwnedByBob ? try Person.bob.key().publicKey : nil,
      chainBefore: sample.chain == .unknown
        ? nil : sample.chain == .other ? other : push.outbox.chainBefore)
  }

  /// An order as a responder makes it.
  private func order(_ push: Push, _ entry: ListEntry?) throws -> InspectOrder {
    var responder = Responder(
      caller: try Person.alice.caller(), lineage: Sample.lineage, hubMilliseconds: 0)
    var request = SyncRequest(listVersion: 1, cursors: .all([0]), maximumBytes: 1)
    request.pushes = [push]
    let spaces = entry.map { [HubListSpace(entry: $0, changedAt: 1, hubSequence: 0)] } ?? []
    let action = responder.handle(.received(request, HubList(version: 1, spaces: spaces)))
    guard case .inspect(let orders) = action, let order = orders.first else { throw MissingKey() }
    return order
  }

  private func check(
    _ inspections: [PushInspection], signer: Person?
  ) throws -> [PushCheck.Verdict] {
    let hashes = inspections.enumerated().map { index, inspection -> [UInt8] in
      guard let run = inspection.run, let before = inspection.chainBefore else { return [] }
      let after = run.changes.reduce(before) {
        HashChain.next(after: $0, canonical: Canonical.encode($1))
      }
      return RunHash.hash(
        space: Sample.space(), run: run, chainBefore: before, chainAfter: after,
        salt: RunHash.salt(push: Sample.salt, index: index))
    }
    let signature = try signer.map { person in
      PushSignature(
        salt: Sample.salt,
        signature: try person.key().signature(of: PushDigest.digest(of: hashes)))
    }
    return PushCheck(caller: try Person.alice.caller(), signature: signature)
      .verdicts(on: inspections)
  }
}
