/// One signature, and the hashes of all runs that it covers.
package struct RunSigning: Hashable, Sendable {
  /// The signing device's public key, 32 bytes.
  package let publicKey: [UInt8]
  /// 32 bytes each, at most ``Limits/itemsPerMessage``.
  package let runHashes: [[UInt8]]
  /// Ed25519 of the push digest of `runHashes`, 64 bytes.
  package let signature: [UInt8]

  package init(publicKey: [UInt8], runHashes: [[UInt8]], signature: [UInt8]) {
    self.publicKey = publicKey
    self.runHashes = runHashes
    self.signature = signature
  }

  /// The length of a run's hash, in bytes.
  package static let hashByteCount = DomainHash.byteCount

  /// How many bytes the signing takes in a message, but for the count of its hashes.
  package var byteCount: Int {
    publicKey.count + runHashes.count * Self.hashByteCount + signature.count
  }

  /// Whether the signature is the key's over these hashes.
  var isValid: Bool {
    DeviceKey.isValid(
      signature: signature, digest: PushDigest.digest(of: runHashes), publicKey: publicKey)
  }
}
