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
      replica: ReplicaID(rawValue: 4), from: 3, to: 9, publicKey: key.publicKey, salt: salt,
      runHashes: hashes, signature: try key.signature(of: PushDigest.digest(of: hashes)))
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
    let stranger = try self.proof(8)
    let faults = [
      RunProof(
        replica: ReplicaID(rawValue: 5), from: 3, to: 9, publicKey: proof.publicKey,
        salt: proof.salt, runHashes: proof.runHashes, signature: proof.signature),
      RunProof(
        replica: proof.replica, from: 3, to: 8, publicKey: proof.publicKey, salt: proof.salt,
        runHashes: proof.runHashes, signature: proof.signature),
      RunProof(
        replica: proof.replica, from: 3, to: 9, publicKey: stranger.publicKey, salt: proof.salt,
        runHashes: proof.runHashes, signature: proof.signature),
      RunProof(
        replica: proof.replica, from: 3, to: 9, publicKey: proof.publicKey, salt: proof.salt,
        runHashes: [proof.runHashes[1]], signature: proof.signature),
      RunProof(
        replica: proof.replica, from: 3, to: 9, publicKey: proof.publicKey, salt: proof.salt,
        runHashes: [], signature: proof.signature),
    ]
    #expect(faults.allSatisfy { !isValid($0) })
  }

  @Test(arguments: Seed.first(100))
  func `comes back as it was`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let proof = sampler.proof()
    var writer = ByteWriter()
    writer.proof(proof)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.proof() == proof)
    #expect(reader.isAtEnd)
  }

  @Test func `of changes beyond the greatest number is refused`() {
    var writer = ByteWriter()
    writer.replica(ReplicaID(rawValue: 1))
    writer.unsigned(2)
    writer.unsigned(Limits.number - 1)
    var reader = ByteReader(writer.bytes)
    let fault = ProtocolError.tooLarge(
      what: "run", size: Limits.number - 1, limit: Limits.number - 2)
    #expect(throws: fault) { try reader.proof() }
  }
}
