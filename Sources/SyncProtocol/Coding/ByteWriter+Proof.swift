internal import SyncCore

/// The signings of one message: each is written once, and by its place then.
package struct SigningPlaces {
  private var places: [RunSigning: Int] = [:]

  package init() {}

  /// The place of a signing, and whether it is a new one.
  mutating func place(of signing: RunSigning) -> (place: Int, isNew: Bool) {
    if let place = places[signing] { return (place, false) }
    let place = places.count
    places[signing] = place
    return (place, true)
  }
}

extension ByteWriter {
  /// Writes a proof; its signing follows where the message has not said it yet.
  package mutating func proof(_ proof: RunProof, _ signings: inout SigningPlaces) {
    replica(proof.replica)
    unsigned(proof.from)
    unsigned(proof.to &- proof.from)
    raw(proof.salt)
    let (place, isNew) = signings.place(of: proof.signing)
    count(place)
    if isNew { signing(proof.signing) }
  }

  mutating func signing(_ signing: RunSigning) {
    raw(signing.publicKey)
    count(signing.runHashes.count)
    for hash in signing.runHashes { raw(hash) }
    raw(signing.signature)
  }
}

extension ByteReader {
  /// Reads a proof; `signings` are those that the message said so far.
  package mutating func proof(
    _ signings: inout [RunSigning]
  ) throws(ProtocolError) -> RunProof {
    let replica = try replica()
    let from = try sequence()
    let length = try number("run")
    guard length <= Limits.number - from else {
      throw .tooLarge(what: "run", size: length, limit: Limits.number - from)
    }
    let salt = Array(try raw(PushSignature.saltByteCount))
    let place = try number("place of a signing")
    guard place <= UInt64(signings.count) else {
      throw .unknownName(what: "signing", number: place)
    }
    if place == UInt64(signings.count) { signings.append(try signing()) }
    return RunProof(
      replica: replica, from: from, to: from + length, salt: salt, signing: signings[Int(place)])
  }

  mutating func signing() throws(ProtocolError) -> RunSigning {
    let publicKey = Array(try raw(DeviceKey.byteCount))
    let start = position
    let count = try count("run hashes", limit: Limits.itemsPerMessage)
    guard count > 0 else { throw .invalid(what: "signing without runs", at: start) }
    var hashes: [[UInt8]] = []
    for _ in 0..<count { hashes.append(Array(try raw(DomainHash.byteCount))) }
    let signature = Array(try raw(PushSignature.signatureByteCount))
    return RunSigning(publicKey: publicKey, runHashes: hashes, signature: signature)
  }
}
