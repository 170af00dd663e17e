package import SyncCore
package import SyncProtocol

/// As whom the hub itself writes.
package struct HubAuthor: Sendable {
  /// The name under which the hub itself writes.
  package static let actor: Text = "hub"

  package let replica: ReplicaID
  /// Signs what the hub writes, so that whoever holds it can hand it on to a restored hub.
  package let key: DeviceKey

  package init(replica: ReplicaID, key: DeviceKey) {
    self.replica = replica
    self.key = key
  }
}

extension HubLedger {
  /// Writes a change of the hub with its proof.
  ///
  /// - Throws: ``AuthoringFault`` where the writes contradict themselves; errors of the store.
  package func administer(
    _ writes: [DraftWrite], by author: HubAuthor, at time: HybridTime
  ) throws {
    let replica = author.replica
    let before =
      try head(of: replica)?.chain ?? HashChain.seed(space: space, replica: replica)
    let entry = try commit(
      Draft(intent: .administer, writes: writes),
      by: Author(replica: replica, user: HubAuthor.actor, time: time, clockOffset: 0))
    let sequence = entry.change.dot.sequence
    // One run hides nothing: its salt may follow from the chain.
    let salt = RunHash.salt(push: entry.head.chain, index: 0)
    let hash = RunHash.hash(
      space: space, replica: replica, from: sequence, to: sequence, chainBefore: before,
      chainAfter: entry.head.chain, salt: salt)
    try keep(
      RunProof(
        replica: replica, from: sequence, to: sequence, salt: salt,
        signing: RunSigning(
          publicKey: author.key.publicKey, runHashes: [hash],
          signature: try author.key.signature(of: PushDigest.digest(of: [hash])))))
  }
}
