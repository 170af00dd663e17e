package import SyncCore

/// What proves to anybody that a device wrote a run: it travels with relayed and pulled changes.
package struct RunProof: Hashable, Sendable {
  package let replica: ReplicaID
  /// The sequences of the run's first and last change.
  package let from: UInt64
  package let to: UInt64
  /// The signing device's public key, 32 bytes.
  package let publicKey: [UInt8]
  /// The run's salt, 16 bytes.
  package let salt: [UInt8]
  /// The hashes of all runs that the signature covers, 32 bytes each, at most ``Limits/itemsPerMessage``.
  package let runHashes: [[UInt8]]
  /// Ed25519 of the push digest of `runHashes`, 64 bytes.
  package let signature: [UInt8]

  package init(
    replica: ReplicaID, from: UInt64, to: UInt64, publicKey: [UInt8], salt: [UInt8],
    runHashes: [[UInt8]], signature: [UInt8]
  ) {
    self.replica = replica
    self.from = from
    self.to = to
    self.publicKey = publicKey
    self.salt = salt
    self.runHashes = runHashes
    self.signature = signature
  }

  /// Whether the key signed the run with these chain states, 32 bytes each, before and after it.
  package func isValid(
    in space: SpaceID, chainBefore: [UInt8], chainAfter: [UInt8]
  ) -> Bool {
    #if MUTANTS
      if Mutant.isPlanted(.proofNotChecked) { return true }
    #endif
    let hash = RunHash.hash(
      space: space, replica: replica, from: from, to: to, chainBefore: chainBefore,
      chainAfter: chainAfter, salt: salt)
    return runHashes.contains(hash)
      && DeviceKey.isValid(
        signature: signature, digest: PushDigest.digest(of: runHashes), publicKey: publicKey)
  }
}
