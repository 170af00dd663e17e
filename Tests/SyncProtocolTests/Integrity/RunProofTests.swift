import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A proof of a run` {
  private let space = SpaceIdentity.space(publicKey: [1], nonce: [2])
  private let other = SpaceIdentity.space(publicKey: [1], nonce: [3])
  private let before = [UInt8](repeating: 1, count: 32)
  private let after = [UInt8](repeating: 2, count: 32)

  /// The proof of the second of two runs that one signature covers.
  private func proof(_ seed: UInt8 = 7) throws -> RunProof {
    let key = try #require(DeviceKey(seed: [UInt8](repeating: seed, count: DeviceKey.byteCount)))
    let salt = RunHash.salt(push: [UInt8](repeating: 5, count: 16), index: 1)
    let hash = RunHash.hash(
      space: space, replica: ReplicaID(rawValue: 4), from: 3, to: 9, chainBefore: before,
      chainAfter: after, salt: salt)
    let hashes = [[UInt8](repeating: 0xE0, count: 32), hash]
    return RunProof(
      replica: ReplicaID(rawValue: 4), from: 3, to: 9, salt: salt,
      signing: RunSigning(
        publicKey: key.publicKey, runHashes: hashes,
        signature: try key.signature(of: PushDigest.digest(of: hashes))))
  }

  private func isValid(_ proof: RunProof) -> Bool {
    proof.isValid(in: space, chainBefore: before, chainAfter: after)
  }

  @Test func `holds for its space, its changes and its key alone`() throws {
    let proof = try proof()
    #expect(isValid(proof))
    #expect(!proof.isValid(in: other, chainBefore: before, chainAfter: after))
    #expect(!proof.isValid(in: space, chainBefore: after, chainAfter: after))
    #expect(!proof.isValid(in: space, chainBefore: before, chainAfter: before))
    let (signing, stranger) = (proof.signing, try self.proof(8).signing)
    func changed(
      of replica: UInt64 = 4, to: UInt64 = 9, key: [UInt8]? = nil, hashes: [[UInt8]]? = nil
    ) -> RunProof {
      RunProof(
        replica: ReplicaID(rawValue: replica), from: 3, to: to, salt: proof.salt,
        signing: RunSigning(
          publicKey: key ?? signing.publicKey, runHashes: hashes ?? signing.runHashes,
          signature: signing.signature))
    }
    #expect(isValid(changed()))
    let faults = [
      changed(of: 5), changed(to: 8), changed(key: stranger.publicKey),
      changed(hashes: [signing.runHashes[1]]), changed(hashes: []),
    ]
    #expect(faults.allSatisfy { !isValid($0) })
  }

  @Test(arguments: Seed.first(100))
  func `comes back as it was, and says a signing once in a message`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let (first, other) = (sampler.proof(), sampler.proof())
    let beside = RunProof(
      replica: other.replica, from: other.from, to: other.to, salt: other.salt,
      signing: first.signing)
    let proofs = [first, other, beside, first]
    var writer = ByteWriter()
    var places = SigningPlaces()
    let lengths = proofs.map { proof in
      let before = writer.bytes.count
      writer.proof(proof, &places)
      return writer.bytes.count - before
    }
    var reader = ByteReader(writer.bytes)
    var signings: [RunSigning] = []
    for proof in proofs { #expect(try reader.proof(&signings) == proof) }
    #expect(reader.isAtEnd)
    #expect(signings == [first.signing, other.signing])
    #expect(lengths[0] - lengths[3] > first.signing.byteCount)
  }

  /// A proof up to the place of its signing.
  private func beginning(length: UInt64 = 0, place: UInt64? = nil) -> [UInt8] {
    var writer = ByteWriter()
    writer.replica(ReplicaID(rawValue: 1))
    writer.unsigned(2)
    writer.unsigned(length)
    if let place {
      writer.raw([UInt8](repeating: 5, count: 16))
      writer.unsigned(place)
    }
    return writer.bytes
  }

  private func read(_ bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    var signings: [RunSigning] = []
    _ = try reader.proof(&signings)
  }

  @Test func `of changes beyond the greatest number is refused`() {
    let fault = ProtocolError.tooLarge(
      what: "run", size: Limits.number - 1, limit: Limits.number - 2)
    #expect(throws: fault) { try read(beginning(length: Limits.number - 1)) }
  }

  @Test func `by a signing that the message has not said is refused`() {
    let fault = ProtocolError.unknownName(what: "signing", number: 1)
    #expect(throws: fault) { try read(beginning(place: 1)) }
  }

  @Test func `by a signing of nothing is refused`() {
    let bytes = beginning(place: 0) + [UInt8](repeating: 1, count: 32) + [0]
    let fault = ProtocolError.invalid(what: "signing without runs", at: bytes.count - 1)
    #expect(throws: fault) { try read(bytes) }
  }
}
