import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

/// What a device notes of its hub, each on a real file and read in a transaction of its own.
@Suite struct `A device's notes of its hub` {
  private let world: StoreWorld
  private let device: TestDevice
  private let space: SpaceID
  private let deal = RecordKey(Opportunity.kind, RecordID(truncating: 42))
  private let visit = RecordKey(Note.kind, RecordID(truncating: 43))
  private let anna = ReplicaID(rawValue: 77)

  init() throws {
    world = try StoreWorld()
    device = try world.device("eero", number: 1)
    space = try device.addAccount("Kaarna")
  }

  private func write<Result>(
    in other: SpaceID? = nil, _ body: (SQLiteDeviceLedger) throws -> Result
  ) throws -> Result {
    try device.store.write(other ?? space, body)
  }

  private func read<Result>(_ body: (SQLiteDeviceLedger) throws -> Result) throws -> Result {
    try device.store.read(space, body)
  }

  /// A firm number of a deal, provisional ones of a visit and of Anna.
  private func learnNumbers(in space: SpaceID? = nil) throws {
    try write(in: space) { ledger in
      try ledger.learn(records: [3: deal], replicas: [:], isProvisional: false)
      try ledger.learn(records: [4: visit], replicas: [5: anna], isProvisional: true)
    }
  }

  @Test func `make provisional numbers firm`() throws {
    try learnNumbers()
    try write { try $0.settleNumbers(keeping: true) }
    try write { try $0.settleNumbers(keeping: false) }
    #expect(try read { try $0.record(number: 3) } == deal)
    #expect(try read { try $0.record(number: 4) } == visit)
    #expect(try read { try $0.replica(number: 5) } == anna)
    #expect(try read { try $0.name(of: visit) } == WireName(number: 4, isKnown: true))
  }

  @Test func `forget provisional numbers of this space alone`() throws {
    let other = try device.addAccount("Vestas", nonce: 2)
    try learnNumbers()
    try learnNumbers(in: other)
    try write { try $0.settleNumbers(keeping: false) }
    #expect(try read { try $0.record(number: 3) } == deal)
    #expect(try read { try $0.record(number: 4) } == nil)
    #expect(try read { try $0.replica(number: 5) } == nil)
    #expect(try read { try $0.name(of: visit) } == .portable)
    #expect(try read { try $0.name(of: anna) } == .portable)
    #expect(try device.store.read(other) { try $0.record(number: 4) } == visit)
  }

  @Test func `give a number to one record, and a record one number`() throws {
    try learnNumbers()
    try write { ledger in
      try ledger.learn(records: [3: visit], replicas: [:], isProvisional: false)
    }
    #expect(try read { try $0.record(number: 3) } == visit)
    #expect(try read { try $0.record(number: 4) } == nil)
    #expect(try read { try $0.name(of: deal) } == .portable)
    try write { try $0.forgetNumbers() }
    #expect(try read { try $0.record(number: 3) } == nil)
  }

  @Test func `take for confirmed no more than is accepted, and go down with it`() throws {
    for number in 0..<3 { try device.set(deal, in: space, ["nextStep": .text(Text("\(number)"))]) }
    let own = device.store.identity.replica
    #expect(try read { try $0.confirmed() }.isEmpty)
    try write { ledger in
      try ledger.setAccepted(3, of: own)
      try ledger.setConfirmed(9, of: own)
    }
    #expect(try read { try $0.confirmed() }[own] == 3)
    #expect(try device.store.view().spaces.allSatisfy { !$0.isUnconfirmed })
    try write { try $0.setConfirmed(2, of: own) }
    #expect(try read { try $0.confirmed() }[own] == 2)
    #expect(try device.store.view().spaces.first { $0.space == space }?.isUnconfirmed == true)
    try write { try $0.setAccepted(1, of: own) }
    #expect(try read { try $0.confirmed() }[own] == 1)
    // What comes to be accepted is not confirmed by that.
    try write { try $0.setAccepted(4, of: own) }
    #expect(try read { try $0.confirmed() }[own] == 1)
  }

  @Test func `keep of two refusals of a replica the earlier`() throws {
    let later = Rejection(dot: Dot(anna, 5), refusal: .invalidChange)
    let earlier = Rejection(dot: Dot(anna, 2), refusal: .roleTooLow)
    let other = Rejection(dot: Dot(ReplicaID(rawValue: .max), 1), refusal: .badProof)
    for rejection in [later, other] { try write { try $0.reject(rejection) } }
    #expect(Set(try read { try $0.rejections() }) == [later, other])
    for rejection in [earlier, later] { try write { try $0.reject(rejection) } }
    #expect(Set(try read { try $0.rejections() }) == [earlier, other])
    try write { try $0.clearRejections() }
    #expect(try read { try $0.rejections() }.isEmpty)
  }
}

@Suite struct `The hub's number of a record without cells` {
  @Test func `stays and is announced wherever it stands`() throws {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let space = try eero.addAccount("Kaarna")
    let deal = RecordKey(Opportunity.kind, RecordID(truncating: 42))
    let visit = RecordKey(Opportunity.kind, RecordID(truncating: 43))
    for key in [deal, visit] { try eero.set(key, in: space, ["name": .text("Kemi")]) }
    try world.sync(eero)
    // The greatest that a device can say it has seen.
    let cursor = UInt64(Int64.max) - 1
    func name(of key: RecordKey) throws -> WireName {
      try world.hub.read(space) { try $0.naming(cursor: cursor).name(of: key) }
    }
    let before = try name(of: deal)
    #expect(before.isKnown)
    try world.hub.write(space) { try $0.save(Record(deal)) }
    #expect(try name(of: deal) == WireName(number: before.number, isKnown: false))
    #expect(try name(of: visit).isKnown)
    #expect(
      try world.hub.read(space) { try $0.naming(cursor: cursor).record(number: before.number) }
        == deal)
  }
}
