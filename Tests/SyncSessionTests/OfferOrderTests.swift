import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@testable import SyncSession

@Suite struct `The order of offers` {
  private let first = Person.alice.replica
  private let second = Person.bob.replica
  private let third = ReplicaID(rawValue: 0xC3)

  /// A space in which these replicas have something to send.
  private func space(
    _ replicas: [ReplicaID], name: UInt8 = 0, role: SpaceRole = .editor
  ) -> DeviceSpace {
    DeviceSpace(
      space: Sample.space(name), kind: .account, ordinal: UInt64(name) + 1, role: role, nonce: nil,
      cursor: 0, outbox: replicas.map { OutboxHead(replica: $0, from: 1) })
  }

  /// A run of one replica that depends on these changes.
  private func run(
    _ replica: ReplicaID, in space: DeviceSpace, count: UInt64 = 1, needs: [Dot] = [],
    accepted: [Dot] = [], confirmed: [Dot] = []
  ) throws -> LoadedPush {
    let sample = RunSample(
      .alice, in: space.space, count: count, replica: replica, dependencies: needs)
    return LoadedPush(
      space: space,
      outbox: OutboxRun(
        run: sample.run,
        encoded: try ChangeBatch(runs: [sample.run]).encode(naming: PortableNaming()),
        chainBefore: sample.before, chainAfter: sample.after,
        accepted: VersionVector(accepted), confirmed: VersionVector(confirmed)))
  }

  private func offered(
    _ pushes: [LoadedPush], isWhole: Bool = true, after order: OfferOrder = OfferOrder()
  ) -> (offered: [ReplicaID], blocked: [ReplicaID]) {
    let (offered, blocked) = order.offered(of: pushes, isWhole: isWhole)
    return (offered.map(\.outbox.run.replica), blocked.map(\.replica).sorted())
  }

  @Test func `lets a run go only with what it depends on`() throws {
    let space = space([first, second])
    let needy = try run(second, in: space, needs: [Dot(first, 2)])
    let long = try run(first, in: space, count: 2)
    let short = try run(first, in: space, count: 1)
    #expect(offered([needy, long]).offered == [second, first])
    #expect(offered([needy, short], isWhole: false).offered == [first])
    #expect(offered([needy], isWhole: false) == ([], []))
  }

  @Test func `follows needs through other runs`() throws {
    let space = space([first, second, third])
    let last = try run(third, in: space, needs: [Dot(second, 1)])
    let middle = try run(second, in: space, needs: [Dot(first, 1)])
    let root = try run(first, in: space)
    #expect(offered([last, middle], isWhole: false).offered == [])
    #expect(offered([last, middle, root]).offered == [third, second, first])
  }

  @Test func `does not rely on what this device cannot offer`() throws {
    let space = space([second])
    let needy = try run(second, in: space, needs: [Dot(first, 1)])
    #expect(offered([needy]) == ([], [second]))
  }

  @Test func `blocks what depends on what the hub holds otherwise, until the space is put right`()
    throws
  {
    let space = space([first, second])
    let runs = [
      try run(first, in: space), try run(second, in: space, needs: [Dot(first, 1)]),
    ]
    var order = OfferOrder()
    var intake = Intake()
    intake.forked = [OutboxKey(space: space.space, replica: first)]
    order.note(intake, round: 1)
    #expect(offered(runs, after: order) == ([first], [second]))
    var recovered = Intake()
    recovered.recovered = [space.space: RecoveryReport()]
    order.note(recovered, round: 2)
    #expect(offered(runs, after: order) == ([first, second], []))
  }

  @Test func `blocks what depends on what is blocked, or does not go any more`() throws {
    let space = space([first, second, third])
    let middle = try run(second, in: space, needs: [Dot(first, 1)])
    let last = try run(third, in: space, needs: [Dot(second, 1)])
    var order = OfferOrder()
    var intake = Intake()
    intake.forked = [OutboxKey(space: space.space, replica: first)]
    order.note(intake, round: 1)
    #expect(offered([last, middle], isWhole: false, after: order) == ([], [second, third]))
    // The first one is not offered again in this conversation, for whatever reason.
    #expect(offered([last, middle]) == ([], [second, third]))
    #expect(offered([last, middle], isWhole: false) == ([], []))
  }

  @Test func `lets beginnings go of long runs that depend on each other in turns`() throws {
    let space = space([first, second])
    let runs = [
      try run(first, in: space, needs: [Dot(second, 9)]),
      try run(second, in: space, needs: [Dot(first, 9)]),
    ]
    #expect(offered(runs).offered == [first, second])
    #expect(offered(runs, isWhole: false).offered == [])
  }

  @Test func `lets no beginnings go in a space of which anything goes as it should`() throws {
    let space = space([first, second, third])
    let runs = [
      try run(first, in: space, needs: [Dot(second, 9)]),
      try run(second, in: space, needs: [Dot(first, 9)]), try run(third, in: space),
    ]
    #expect(offered(runs).offered == [third])
    let elsewhere = self.space([third], name: 1)
    let others = runs.dropLast() + [try run(third, in: elsewhere)]
    #expect(Set(offered(Array(others)).offered) == [first, second, third])
  }

  @Test func `waits for the log's end with what depends on the acknowledged alone`() throws {
    let needs = [Dot(first, 1)]
    let space = space([second])
    let waiting = try run(second, in: space, needs: needs, accepted: needs)
    #expect(offered([waiting]) == ([], []))
    let ready = try run(second, in: space, needs: needs, accepted: needs, confirmed: needs)
    #expect(offered([ready]).offered == [second])
    // Nobody shows the log to whoever is no member any more.
    let left = self.space([second], role: SpaceRole.none)
    #expect(offered([try run(second, in: left, needs: needs, accepted: needs)]).offered == [second])
  }

  @Test func `puts those last that have waited`() {
    let space = space([first, second, third])
    let heads = space.outbox.map { (space: space, head: $0) }
    var order = OfferOrder()
    var intake = Intake()
    intake.waiting = [OutboxKey(space: space.space, replica: first)]
    order.note(intake, round: 1)
    #expect(order.sorted(heads).map(\.head.replica) == [second, third, first])
    intake.waiting = [OutboxKey(space: space.space, replica: second)]
    order.note(intake, round: 2)
    #expect(order.sorted(heads).map(\.head.replica) == [third, first, second])
  }

  @Test func `loads more runs where none of the first may go`() throws {
    let space = space([second, first])
    var configuration = InitiatorConfiguration()
    configuration.maximumPushes = 1
    var initiator = Initiator(configuration: configuration)
    let view = DeviceView(listVersion: 1, spaces: [space])
    guard case .load(let queries) = initiator.handle(.begun(view)) else {
      Issue.record("nothing is loaded")
      return
    }
    #expect(queries.map(\.head.replica) == [second])
    let needy = try run(second, in: space, needs: [Dot(first, 1)])
    guard case .load(let more) = initiator.handle(.loaded([needy], salt: Sample.salt)) else {
      Issue.record("no more is loaded")
      return
    }
    #expect(more.map(\.head.replica) == [first])
    let root = try run(first, in: space)
    _ = initiator.handle(.loaded([root], salt: Sample.salt))
    guard case .send(let request) = initiator.handle(.signed([])) else {
      Issue.record("nothing is sent")
      return
    }
    #expect(request.pushes.map(\.batch) == [needy, root].map(\.outbox.encoded.block))
  }

  @Test(arguments: [1, 2, 128], [200, 1 << 20] as [UInt64])
  func `starves nobody where requests have few places or are short`(
    places: Int, byteCount: UInt64
  ) throws {
    let field = try Travellers()
    for week in 0..<6 {
      try field.write(.anna, "phone", Text("anna \(week)"))
      try field.take(field.export(.anna), .bernd)
      try field.write(.bernd, "phone", Text("bernd \(week)"))
      try field.write(.bernd, "mail", Text("bernd \(week)"))
      try field.take(field.export(.bernd), .anna)
    }
    var configuration = InitiatorConfiguration()
    configuration.maximumPushes = places
    configuration.maximumPushBytes = byteCount
    configuration.minimumPushBytes = byteCount
    let summary = try field.sync(.bernd, configuration: configuration)
    #expect(!summary.isStuck)
    #expect(summary.recovered.isEmpty)
    #expect(summary.refusals.isEmpty)
    #expect(field.hub.spaces[field.space]?.hubSequence == 18)
    #expect(field[.bernd].view().spaces.flatMap(\.outbox) == [])
  }
}
