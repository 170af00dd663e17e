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
  /// Of each change that was written again here, the one that it repeats.
  package var repeated: [Dot: Dot] = [:]
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
      cursor: cursor, history: history, outbox: outbox(own: own),
      hasUnprovable: hasUnprovable(own: own), isRecovering: isRecovering,
      isUnconfirmed: accepted.contains { $0.value > confirmed[$0.key] ?? 0 },
      missingChunks: missingChunks)
  }

  /// What can be offered, the earliest change first.
  private func outbox(own: Set<ReplicaID>) -> [OutboxHead] {
    let heads = content.heads.keys.compactMap { replica -> (OutboxHead, Change)? in
      guard let first = firstUnaccepted(of: replica) else { return nil }
      if !own.contains(replica), offerableProof(from: first.dot) == nil { return nil }
      guard chainBefore(first.dot) != nil else { return nil }
      return (OutboxHead(replica: replica, from: first.dot.sequence), first)
    }
    return heads.sorted { ($0.1.time, $0.1.dot) < ($1.1.time, $1.1.dot) }.map(\.0)
  }

  private func hasUnprovable(own: Set<ReplicaID>) -> Bool {
    content.heads.keys.contains { replica in
      guard !own.contains(replica), let first = firstUnaccepted(of: replica) else { return false }
      return offerableProof(from: first.dot) == nil
    }
  }

  /// The first change of a replica that the hub has not accepted and whose body is held.
  private func firstUnaccepted(of replica: ReplicaID) -> Change? {
    let held = content.heads[replica]?.sequence ?? 0
    let known = accepted[replica] ?? 0
    guard known < held else { return nil }
    return (known + 1...held).lazy.compactMap { content.log[Dot(replica, $0)]?.change }.first
  }

  /// A proof that covers a change and whose run is held from there to its end.
  func offerableProof(from dot: Dot) -> RunProof? {
    proofs.filter { proof in
      proof.replica == dot.replica && proof.from <= dot.sequence && dot.sequence <= proof.to
        && (dot.sequence...proof.to).allSatisfy { content.log[Dot(dot.replica, $0)] != nil }
    }.min { $0.from < $1.from }
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
