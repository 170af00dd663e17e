import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A batch of changes` {
  @Test(arguments: Seed.first(300))
  func `comes back as it was`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let batch = sampler.batch()
    let encoded = try batch.encode(naming: PortableNaming())
    let decoded = try ChangeBatch.decode(encoded.block, naming: PortableNaming())
    #expect(decoded.batch == batch)
    #expect(decoded.portableRecords == encoded.portableRecords)
    #expect(decoded.portableReplicas == encoded.portableReplicas)
    #expect(
      decoded.batch.changes.map { Canonical.encode($0) }
        == batch.changes.map { Canonical.encode($0) })
  }

  @Test(arguments: Seed.first(100))
  func `comes back from numbers that both sides know`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let batch = sampler.batch()
    let records = batch.changes.flatMap(\.writes).map(\.key)
    let naming = SharedNaming(
      records: records.filter { _ in sampler.isOneOf(2) }, replicas: [sampler.replica()])
    let encoded = try batch.encode(naming: naming)
    #expect(try ChangeBatch.decode(encoded.block, naming: naming).batch == batch)
  }

  @Test func `tells the numbers that the other side does not know`() throws {
    let key = RecordKey("note", RecordID(truncating: 7))
    let replica = ReplicaID(rawValue: 5)
    let batch = Self.batch([Write(key, "body", supersedes: [], value: .text("a"))], by: replica)
    let encoded = try batch.encode(naming: Announcing())
    let decoded = try ChangeBatch.decode(encoded.block, naming: PortableNaming())
    #expect(decoded.batch == batch)
    #expect(decoded.announcedRecords == [41: key])
    #expect(decoded.announcedReplicas == [9: replica])
    #expect(encoded.portableRecords.isEmpty && encoded.portableReplicas.isEmpty)
  }

  @Test func `is refused where it uses a number that nobody told`() throws {
    let (batch, naming) = try #require(Self.knownOnly)
    let block = try batch.encode(naming: naming).block
    #expect(throws: ProtocolError.unknownName(what: "replica", number: 1)) {
      try ChangeBatch.decode(block, naming: PortableNaming())
    }
    #expect(throws: ProtocolError.unknownName(what: "record", number: 1)) {
      try ChangeBatch.decode(block, naming: SharedNaming(records: [], replicas: [Self.replica]))
    }
  }

  @Test func `passes on what the store says of its numbers`() {
    let batch = Self.batch([], by: Self.replica)
    #expect(throws: Announcing.Broken.self) { try batch.encode(naming: Announcing(isBroken: true)) }
  }

  @Test func `is refused where a run is not one`() {
    let change = Self.batch([], by: Self.replica).changes[0]
    let runs = [
      ChangeRun(replica: Self.replica, chainPrefix: Self.prefix, changes: []),
      ChangeRun(replica: Self.replica, chainPrefix: [1], changes: [change]),
      ChangeRun(replica: Self.replica, chainPrefix: Self.prefix, changes: [change, change]),
      ChangeRun(replica: ReplicaID(rawValue: 9), chainPrefix: Self.prefix, changes: [change]),
    ]
    for run in runs {
      #expect(throws: ProtocolError.invalid(what: "run", at: 0)) {
        try ChangeBatch(runs: [run]).encode(naming: PortableNaming())
      }
    }
  }

  @Test func `spells a name once and numbers it then`() throws {
    let key = RecordKey("kind_of_tomorrow", RecordID(truncating: 1))
    let one = Self.batch([Write(key, "field_of_tomorrow", supersedes: [], value: .null)], count: 1)
    let two = Self.batch([Write(key, "field_of_tomorrow", supersedes: [], value: .null)], count: 2)
    let sizes = try [one, two].map { try $0.encode(naming: PortableNaming()).block.count }
    #expect(sizes[1] - sizes[0] < 10)
  }

  @Test(arguments: [(Limits.changesPerBlock, true), (Limits.changesPerBlock + 1, false)])
  func `holds as many changes as the limit says`(count: Int, isTaken: Bool) throws {
    let block = try Self.batch([], count: count).encode(naming: PortableNaming()).block
    if isTaken {
      #expect(try ChangeBatch.decode(block, naming: PortableNaming()).batch.changes.count == count)
    } else {
      #expect(throws: ProtocolError.tooLarge(what: "changes", size: 10_001, limit: 10_000)) {
        try ChangeBatch.decode(block, naming: PortableNaming())
      }
    }
  }

  private static let replica = ReplicaID(rawValue: 5)
  private static let prefix = [UInt8](repeating: 1, count: 8)

  private static var knownOnly: (ChangeBatch, SharedNaming)? {
    let key = RecordKey("note", RecordID(truncating: 7))
    let batch = batch([Write(key, "body", supersedes: [], value: .null)], by: replica)
    return (batch, SharedNaming(records: [key], replicas: [replica]))
  }

  private static func batch(
    _ writes: [Write], by replica: ReplicaID = Self.replica, count: Int = 1
  ) -> ChangeBatch {
    let changes = (1...UInt64(count)).map {
      Change(
        dot: Dot(replica, $0), dependencies: [], time: HybridTime(milliseconds: 1), actor: "eero",
        clockOffset: 0, intent: .edit, writes: writes)
    }
    return ChangeBatch(runs: [ChangeRun(replica: replica, chainPrefix: prefix, changes: changes)])
  }
}

/// A side that has numbers for everything and has told none yet.
private struct Announcing: WireNaming {
  struct Broken: Error {}

  var isBroken = false

  func name(of record: RecordKey) -> WireName { WireName(number: 41, isKnown: false) }
  func name(of replica: ReplicaID) throws -> WireName {
    if isBroken { throw Broken() }
    return WireName(number: 9, isKnown: false)
  }
  func record(number: UInt64) -> RecordKey? { nil }
  func replica(number: UInt64) -> ReplicaID? { nil }
}
