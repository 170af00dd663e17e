import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `The hash chain of an author` {
  @Test(arguments: Seed.first(50))
  func `is the same on both sides of a batch`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let space = sampler.space()
    let run = sampler.run()
    func end(_ changes: [Change]) -> [UInt8] {
      changes.reduce(HashChain.seed(space: space, replica: run.replica)) {
        HashChain.next(after: $0, canonical: Canonical.encode($1))
      }
    }
    let block = try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block
    let decoded = try ChangeBatch.decode(block, naming: PortableNaming()).batch
    #expect(end(decoded.changes) == end(run.changes))
  }

  @Test func `differs by space, replica and every change`() throws {
    var sampler = Sampler(Seed(rawValue: 1))
    let (space, other) = (sampler.space(), sampler.space())
    let replica = ReplicaID(rawValue: 1)
    let seed = HashChain.seed(space: space, replica: replica)
    #expect(seed.count == 32)
    #expect(HashChain.prefix(seed) == Array(seed[..<8]))
    #expect(seed != HashChain.seed(space: other, replica: replica))
    #expect(seed != HashChain.seed(space: space, replica: ReplicaID(rawValue: 2)))
    #expect(
      HashChain.next(after: seed, canonical: [1]) != HashChain.next(after: seed, canonical: [2]))
  }
}

@Suite struct `The digest of a space` {
  private static func record(_ id: UInt64, _ value: Value, base: Base? = nil) -> Record {
    let dot = Dot(ReplicaID(rawValue: 1), id + 1)
    return Record(
      RecordKey("note", RecordID(truncating: id)),
      cells: ["body": Cell([Sibling(dot: dot, value: value, base: base)])])
  }

  @Test(arguments: Seed.first(30))
  func `does not depend on the order of records`(seed: Seed) {
    var generator = seed.generator
    let records = (0..<20).map { Self.record($0, .text(Text("\($0)"))) }
    #expect(StateDigest.text(records.shuffled(using: &generator)) == StateDigest.text(records))
  }

  @Test func `covers values, bases and dots`() {
    let base = Base(dot: Dot(ReplicaID(rawValue: 2), 1), time: .zero, value: .null)
    let digests = [
      StateDigest.text([Self.record(1, .text("a"))]),
      StateDigest.text([Self.record(1, .text("b"))]),
      StateDigest.text([Self.record(1, .text("a"), base: base)]),
      StateDigest.text([Self.record(2, .text("a"))]), StateDigest.text([]),
    ]
    #expect(Set(digests).count == digests.count)
    #expect(digests.allSatisfy { $0.utf8.count == 64 })
  }

  @Test func `covers past versions of texts and what versions superseded`() {
    let replica = ReplicaID(rawValue: 1)
    func version(_ sequence: UInt64, over supersedes: [Dot] = []) -> Sibling {
      Sibling(
        dot: Dot(replica, sequence), value: .prose(.whole("a")), supersedes: supersedes)
    }
    func digest(_ cell: Cell) -> String {
      StateDigest.text([Record(RecordKey("note", RecordID(truncating: 1)), cells: ["body": cell])])
    }
    let digests = [
      digest(Cell([version(2)])), digest(Cell([version(2, over: [Dot(replica, 1)])])),
      digest(Cell([version(2)], past: [version(1)])), digest(Cell([], past: [version(1)])),
      digest(Cell([version(1)])), digest(Cell()),
    ]
    #expect(Set(digests).count == digests.count)
  }

  @Test func `does not see records and cells that nobody wrote`() {
    let record = Self.record(1, .text("a"))
    var same = record
    same.cells["name"] = Cell()
    let empty = Record(RecordKey("note", RecordID(truncating: 9)))
    #expect(StateDigest.text([same, empty]) == StateDigest.text([record]))
  }
}

@Suite struct `The hash of the hub's history` {
  @Test func `differs by space, by each change and by their order`() {
    let (space, other) = (AccountStory.space, SpaceIdentity.space(publicKey: [1], nonce: [2]))
    let seed = HistoryHash.seed(space: other)
    func after(_ chains: [UInt8]) -> [UInt8] {
      chains.reduce(seed) { HistoryHash.next(after: $0, chain: [UInt8](repeating: $1, count: 32)) }
    }
    let hashes = [
      seed, space.map { HistoryHash.seed(space: $0) } ?? [], after([1]), after([2]), after([1, 2]),
      after([2, 1]),
    ]
    #expect(Set(hashes).count == hashes.count)
    #expect(hashes.allSatisfy { $0.count == 32 })
    let prefixes = hashes.map { Array($0.prefix(HistoryHash.prefixByteCount)) }
    #expect(HistoryHash.digest(of: prefixes).count == HistoryHash.prefixByteCount)
    #expect(HistoryHash.digest(of: prefixes) != HistoryHash.digest(of: prefixes.reversed()))
    #expect(HistoryHash.digest(of: []) != HistoryHash.digest(of: Array(prefixes.prefix(1))))
  }
}

@Suite struct `An id that follows from a key` {
  private static let space = AccountStory.space

  @Test func `is the same everywhere and differs by each part`() throws {
    let space = try #require(Self.space)
    let other = SpaceIdentity.space(publicKey: [1], nonce: [2])
    let ids = [
      DerivedID.record(space: space, kind: "access", key: [1]),
      DerivedID.record(space: space, kind: "access", key: [2]),
      DerivedID.record(space: space, kind: "member", key: [1]),
      DerivedID.record(space: other, kind: "access", key: [1]),
    ]
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.rawValue >= 0 })
    let values: [Value] = [.text("eero"), .text("lead")]
    #expect(
      DerivedID.record(space: space, kind: "accountTeam", values: values)
        == DerivedID.record(
          space: space, kind: "accountTeam", key: values.flatMap { Canonical.encode($0) }))
  }

  @Test func `of a space belongs to a key and a nonce`() {
    let space = SpaceIdentity.space(publicKey: [1, 2], nonce: [3])
    #expect(space == SpaceIdentity.space(publicKey: [1, 2], nonce: [3]))
    #expect(space != SpaceIdentity.space(publicKey: [1, 2], nonce: [4]))
    #expect(space != SpaceIdentity.space(publicKey: [2, 2], nonce: [3]))
  }
}

@Suite struct `A device's signature` {
  @Test func `holds for what was signed and for its key alone`() throws {
    let key = try #require(DeviceKey(seed: [UInt8](repeating: 7, count: DeviceKey.byteCount)))
    let other = try #require(DeviceKey(seed: [UInt8](repeating: 8, count: DeviceKey.byteCount)))
    let digest = PushDigest.digest(of: [[1], [2]])
    let signature = try key.signature(of: digest)
    #expect(signature.count == PushSignature.signatureByteCount)
    #expect(
      DeviceKey.isValid(signature: signature, digest: digest, publicKey: key.publicKey))
    #expect(
      !DeviceKey.isValid(signature: signature, digest: digest, publicKey: other.publicKey))
    #expect(
      !DeviceKey.isValid(
        signature: signature, digest: PushDigest.digest(of: [[2], [1]]), publicKey: key.publicKey))
    #expect(!DeviceKey.isValid(signature: [], digest: digest, publicKey: key.publicKey))
    #expect(!DeviceKey.isValid(signature: signature, digest: digest, publicKey: [1]))
    #expect(DeviceKey(seed: key.seed)?.publicKey == key.publicKey)
    #expect(DeviceKey(seed: [1]) == nil)
  }

  @Test(arguments: Seed.first(20))
  func `covers every part of a run`(seed: Seed) {
    var sampler = Sampler(seed)
    let (space, other) = (sampler.space(), sampler.space())
    let run = sampler.run()
    let (before, after, salt) = (sampler.bytes(32), sampler.bytes(32), sampler.bytes(16))
    func hash(
      _ space: SpaceID, _ before: [UInt8], _ after: [UInt8], _ salt: [UInt8]
    ) -> [UInt8] {
      RunHash.hash(space: space, run: run, chainBefore: before, chainAfter: after, salt: salt)
    }
    let hashes = [
      hash(space, before, after, salt), hash(other, before, after, salt),
      hash(space, after, after, salt), hash(space, before, before, salt),
      hash(space, before, after, RunHash.salt(push: salt, index: 1)),
      RunHash.hash(
        space: space, replica: run.replica, from: 1, to: 99, chainBefore: before,
        chainAfter: after, salt: salt),
    ]
    #expect(Set(hashes).count == hashes.count)
    #expect(RunHash.salt(push: salt, index: 0).count == PushSignature.saltByteCount)
  }
}
