package import SyncCore

/// What proves to anybody that a device wrote a run: it travels with relayed and pulled changes.
package struct RunProof: Hashable, Sendable {
  package let replica: ReplicaID
  /// The sequences of the run's first and last change.
  package let from: UInt64
  package let to: UInt64
  /// The run's salt, 16 bytes.
  package let salt: [UInt8]
  /// The signature that covers the run, beside others that were pushed with it.
  package let signing: RunSigning

  package init(
    replica: ReplicaID, from: UInt64, to: UInt64, salt: [UInt8], signing: RunSigning
  ) {
    self.replica = replica
    self.from = from
    self.to = to
    self.salt = salt
    self.signing = signing
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
    return signing.runHashes.contains(hash) && signing.isValid
  }
}
