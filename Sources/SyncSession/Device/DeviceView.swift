package import SyncCore
package import SyncProtocol

/// What a device holds, as the initiator decides by it.
package struct DeviceView: Hashable, Sendable {
  package let listVersion: UInt64
  package let spaces: [DeviceSpace]

  package init(listVersion: UInt64, spaces: [DeviceSpace]) {
    self.listVersion = listVersion
    self.spaces = spaces
  }
}

/// One space of a device.
package struct DeviceSpace: Hashable, Sendable {
  package let space: SpaceID
  package let kind: SpaceKind
  /// The place in the hub's list; nil where the hub does not know the space.
  package let ordinal: UInt64?
  package let role: SpaceRole
  /// What the space's id was made from, where this device created it.
  package let nonce: [UInt8]?
  package let cursor: UInt64
  /// The hash of the hub's history at the cursor, 8 bytes; nil at 0.
  package let history: [UInt8]?
  /// What can be offered to the hub, the earliest change first.
  package let outbox: [OutboxHead]
  /// Whether changes of others are held that the hub has not accepted and nobody here can offer.
  package let hasUnprovable: Bool
  /// Whether the space waits for a snapshot because histories differ.
  package let isRecovering: Bool
  /// Whether the hub acknowledged more than its history up to the cursor was seen to hold.
  package let isUnconfirmed: Bool
  /// The snapshot that is on its way: its hub sequence and the chunks that are missing.
  package let missingChunks: MissingChunks?

  package init(
    space: SpaceID, kind: SpaceKind, ordinal: UInt64?, role: SpaceRole, nonce: [UInt8]?,
    cursor: UInt64, history: [UInt8]? = nil, outbox: [OutboxHead] = [],
    hasUnprovable: Bool = false, isRecovering: Bool = false, isUnconfirmed: Bool = false,
    missingChunks: MissingChunks? = nil
  ) {
    self.space = space
    self.kind = kind
    self.ordinal = ordinal
    self.role = role
    self.nonce = nonce
    self.cursor = cursor
    self.history = history
    self.outbox = outbox
    self.hasUnprovable = hasUnprovable
    self.isRecovering = isRecovering
    self.isUnconfirmed = isUnconfirmed
    self.missingChunks = missingChunks
  }
}

/// Where the offer of one replica's changes begins.
package struct OutboxHead: Hashable, Sendable {
  package let replica: ReplicaID
  /// The first change to offer: for another device's replica one that a proof covers whose run is held
  /// from there to its end.
  package let from: UInt64

  package init(replica: ReplicaID, from: UInt64) {
    self.replica = replica
    self.from = from
  }
}

package struct MissingChunks: Hashable, Sendable {
  package let snapshot: UInt64
  package let indexes: [UInt64]

  package init(snapshot: UInt64, indexes: [UInt64]) {
    self.snapshot = snapshot
    self.indexes = indexes
  }
}

/// Changes of one replica that are ready to be pushed, with the chain's state around them.
package struct OutboxRun: Hashable, Sendable {
  package let run: ChangeRun
  package let encoded: EncodedBatch
  /// The chain's state before the first change, 32 bytes.
  package let chainBefore: [UInt8]
  /// The chain's state after the last change, 32 bytes.
  package let chainAfter: [UInt8]
  /// What proves who wrote the run, where another device did; nil for own changes.
  package let proof: RunProof?
  /// What the run depends on and the hub has not accepted.
  package let needs: [Dot]
  /// What the run depends on and the hub accepted without its log being seen to hold it.
  package let unconfirmedNeeds: [Dot]

  package init(
    run: ChangeRun, encoded: EncodedBatch, chainBefore: [UInt8], chainAfter: [UInt8],
    proof: RunProof? = nil, accepted: VersionVector = VersionVector(),
    confirmed: VersionVector = VersionVector()
  ) {
    self.run = run
    self.encoded = encoded
    self.chainBefore = chainBefore
    self.chainAfter = chainAfter
    self.proof = proof
    let dependencies = run.changes.flatMap(\.dependencies)
    needs = dependencies.filter { !accepted.contains($0) }
    unconfirmedNeeds = dependencies.filter { accepted.contains($0) && !confirmed.contains($0) }
  }

  /// The length of the changes' canonical form, in bytes.
  var byteCount: UInt64 {
    run.changes.reduce(0) { $0 + UInt64(Canonical.encode($1).count) }
  }

  /// The sequences of the first and the last change.
  package var range: ClosedRange<UInt64> {
    let first = run.changes.first?.dot.sequence ?? 0
    return first...max(first, run.changes.last?.dot.sequence ?? 0)
  }
}
