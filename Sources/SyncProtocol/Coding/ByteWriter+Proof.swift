internal import SyncCore

extension ByteWriter {
  package mutating func proof(_ proof: RunProof) {
    replica(proof.replica)
    unsigned(proof.from)
    unsigned(proof.to &- proof.from)
    raw(proof.publicKey)
    raw(proof.salt)
    count(proof.runHashes.count)
    for hash in proof.runHashes { raw(hash) }
    raw(proof.signature)
  }
}

extension ByteReader {
  package mutating func proof() throws(ProtocolError) -> RunProof {
    let replica = try replica()
    let from = try sequence()
    let length = try number("run")
    guard length <= Limits.number - from else {
      throw .tooLarge(what: "run", size: length, limit: Limits.number - from)
    }
    let publicKey = Array(try raw(DeviceKey.byteCount))
    let salt = Array(try raw(PushSignature.saltByteCount))
    let count = try count("run hashes", limit: Limits.itemsPerMessage)
    var hashes: [[UInt8]] = []
    for _ in 0..<count { hashes.append(Array(try raw(DomainHash.byteCount))) }
    let signature = Array(try raw(PushSignature.signatureByteCount))
    return RunProof(
      replica: replica, from: from, to: from + length, publicKey: publicKey, salt: salt,
      runHashes: hashes, signature: signature)
  }
}
