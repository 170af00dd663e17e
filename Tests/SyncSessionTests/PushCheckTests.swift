import SyncCore
import SyncProtocol
import SyncSession
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
    var value = Value.text("1")
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
    Case(
      testDescription: "the hub's work", intent: .administer, result: .refused(.roleTooLow)),
    Case(testDescription: "the hub's value", value: .absent, result: .refused(.roleTooLow)),
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

  @Test func `lets pushes be repeated beside a refused one of another history`() throws {
    let runs = [RunSample(.alice), RunSample(.alice, in: Sample.space(2))]
    let right = try inspection(runs[0], entry: Sample.entry(1, runs[0].space))
    let gone = PushInspection(
      order: InspectOrder(
        push: try runs[1].push(.listed(2)),
        entry: Sample.entry(2, runs[1].space, role: SpaceRole.none), cursor: 0),
      decoded: try ChangeBatch.decode(runs[1].block(), naming: PortableNaming()), standing: .none,
      owner: nil, chainBefore: [UInt8](repeating: 9, count: runs[1].before.count))
    let hashes = runs.enumerated().map {
      $1.hash(salt: RunHash.salt(push: Sample.salt, index: $0))
    }
    let signature = PushSignature(
      salt: Sample.salt,
      signature: try Person.alice.key().signature(of: PushDigest.digest(of: hashes)))
    let verdicts = PushCheck(caller: try Person.alice.caller(), signature: signature)
      .verdicts(on: [right, gone])
    #expect(results(verdicts) == [.retry, .refused(.notMember)])
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

  @Test func `asks for a push again whose ordinal is of another list`() throws {
    let push = try RunSample(.alice).push()
    let order = InspectOrder(push: push, entry: nil, cursor: 0, isStale: true)
    #expect(results(try check([PushInspection(unreadable: order)], signer: .alice)) == [.retry])
  }

  @Test func `commits a run with the proof that its request's signature is`() throws {
    let runs = [RunSample(.alice), RunSample(.alice, in: Sample.space(2), count: 3)]
    let inspections = try runs.enumerated().map { index, run in
      try inspection(run, entry: Sample.entry(UInt64(index) + 1, run.space))
    }
    for (run, verdict) in zip(runs, try check(inspections, signer: .alice)) {
      guard case .commit(let order) = verdict else {
        Issue.record("\(verdict)")
        continue
      }
      #expect(order.proof.to == run.last)
      #expect(
        order.proof.isValid(in: run.space, chainBefore: run.before, chainAfter: run.after))
    }
  }

  private func results(_ verdicts: [PushCheck.Verdict]) -> [PushResult?] {
    verdicts.map { verdict in
      if case .acknowledge(let acknowledgement) = verdict { acknowledgement.result } else { nil }
    }
  }

  private func inspection(_ sample: Case) throws -> PushInspection {
    let run = RunSample(
      .alice, actor: sample.actor, intent: sample.intent, kind: sample.kind, value: sample.value)
    let entry = sample.role.map { Sample.entry(1, run.space, role: $0) }
    let order = InspectOrder(push: try run.push(sample.target), entry: entry, cursor: 0)
    if entry == nil { return PushInspection(unreadable: order) }
    let decoded = try ChangeBatch.decode(run.block(), naming: PortableNaming())
    let before: [UInt8]? =
      switch sample.chain {
      case .same: run.before
      case .other: [UInt8](repeating: 9, count: run.before.count)
      case .unknown: nil
      }
    return PushInspection(
      order: order, decoded: sample.isDamaged ? nil : decoded, standing: .none,
      owner: sample.isOwnedByBob ? try Person.bob.key().publicKey : nil, chainBefore: before)
  }

  private func inspection(_ run: RunSample, entry: ListEntry) throws -> PushInspection {
    PushInspection(
      order: InspectOrder(push: try run.push(.listed(entry.ordinal)), entry: entry, cursor: 0),
      decoded: try ChangeBatch.decode(run.block(), naming: PortableNaming()), standing: .none,
      owner: nil, chainBefore: run.before)
  }

  private func check(
    _ inspections: [PushInspection], signer: Person?
  ) throws -> [PushCheck.Verdict] {
    let hashes = inspections.enumerated().map { index, inspection -> [UInt8] in
      guard let run = inspection.run, let before = inspection.chainBefore,
        let space = inspection.order.entry?.space
      else { return [] }
      return RunSample(run.changes, in: space, before: before)
        .hash(salt: RunHash.salt(push: Sample.salt, index: index))
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
