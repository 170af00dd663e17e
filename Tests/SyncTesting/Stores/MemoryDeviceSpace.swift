package import SyncCore
package import SyncProtocol
package import SyncSession

/// One space of a device in memory.
package struct MemoryDeviceSpace: Sendable {
  package var content: MemorySpace
  /// The place in the order in which the device came to know its spaces.
  let position: Int
  package var ordinal: UInt64?
  package var role: SpaceRole
  package var nonce: [UInt8]?
  package var cursor: UInt64 = 0
  /// The hash of the hub's history at the cursor, 8 bytes; nil at 0.
  package var history: [UInt8]?
  /// The hub sequence that a backup of the hub covers.
  package var durable: UInt64 = 0
  /// How many changes of each replica the hub is known to hold.
  package var accepted: [ReplicaID: UInt64] = [:]
  /// How many of them the hub's history up to the cursor is known to hold.
  package var confirmed: [ReplicaID: UInt64] = [:]
  package var rejections: [ReplicaID: Rejection] = [:]
  /// The changes that the hub refused and that left the state, with the reasons.
  package var setAside: [Change: Refusal] = [:]
  /// How many of them a backup covers.
  package var durableCounts: [ReplicaID: UInt64] = [:]
  package var refusals: [ReplicaID: Refusal] = [:]
  package var proofs: [RunProof] = []
  package var isRecovering = false
  package var chunks: [UInt64: SnapshotChunk] = [:]
  var numbers = MemoryNumbers()

  /// Why the hub did not take the last push of any replica.
  package var refusal: Refusal? { refusals.min { $0.key < $1.key }?.value }

  func view(own: Set<ReplicaID>) -> DeviceSpace {
    DeviceSpace(
      space: content.space, kind: content.kind, ordinal: ordinal, role: role, nonce: nonce,
      cursor: cursor, history: history, outbox: outbox(own: own), isRecovering: isRecovering,
      isUnconfirmed: accepted.contains { $0.value > confirmed[$0.key] ?? 0 },
      missingChunks: missingChunks)
  }

  /// What can be offered, the earliest change first.
  private func outbox(own: Set<ReplicaID>) -> [OutboxHead] {
    let heads = content.heads.compactMap { replica, head -> (OutboxHead, Change)? in
      let known = accepted[replica] ?? 0
      guard known < head.sequence else { return nil }
      let first = (known + 1...head.sequence).first { content.log[Dot(replica, $0)] != nil }
      guard let first, let entry = content.log[Dot(replica, first)] else { return nil }
      guard own.contains(replica) else {
        let proof = proofs.filter { $0.replica == replica && $0.to >= first && isHeld($0) }
          .min { $0.from < $1.from }
        return proof.map { (OutboxHead(replica: replica, from: $0.from), entry.change) }
      }
      guard chainBefore(Dot(replica, first)) != nil else { return nil }
      return (OutboxHead(replica: replica, from: first), entry.change)
    }
    return heads.sorted { ($0.1.time, $0.1.dot) < ($1.1.time, $1.1.dot) }.map(\.0)
  }

  /// Whether all changes of a proof's run are here.
  private func isHeld(_ proof: RunProof) -> Bool {
    chainBefore(Dot(proof.replica, proof.from)) != nil
      && (proof.from...proof.to).allSatisfy { content.log[Dot(proof.replica, $0)] != nil }
  }

  /// The chain's state before a change; nil where it is not held.
  func chainBefore(_ dot: Dot) -> [UInt8]? {
    dot.sequence == 1
      ? HashChain.seed(space: content.space, replica: dot.replica)
      : content.chain(after: Dot(dot.replica, dot.sequence - 1))
  }

  private var missingChunks: MissingChunks? {
    guard let chunk = chunks.min(by: { $0.key < $1.key })?.value else { return nil }
    return MissingChunks(
      snapshot: chunk.snapshot, indexes: (0..<chunk.count).filter { chunks[$0] == nil })
  }
}
