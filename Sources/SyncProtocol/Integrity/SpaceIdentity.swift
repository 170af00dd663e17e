package import SyncCore

/// How a space's id follows from who created it, so that nobody can claim another's space.
package enum SpaceIdentity {
  /// The first 16 bytes of SHA-256(creator's public key ‖ nonce).
  package static func space(publicKey: [UInt8], nonce: [UInt8]) -> SpaceID {
    let hash = DomainHash.space.hash(publicKey + nonce)
    guard let space = SpaceID(bytes: hash.prefix(SpaceID.byteCount)) else {
      preconditionFailure("a hash is longer than a space's id")
    }
    return space
  }
}
