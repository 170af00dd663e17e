package import SyncCore

/// What a device asks of the hub: push and pull of all its spaces in one round trip.
package struct SyncRequest: Hashable, Sendable {
  /// The version of the space list that the device holds; ordinals and cursors refer to it.
  package var listVersion: UInt64
  package var cursors: Cursors
  /// Spaces that were created on this device and that the hub does not know yet.
  package var registrations: [SpaceRegistration]
  package var pushes: [Push]
  /// Snapshot chunks that are still missing.
  package var chunks: [ChunkRequest]
  /// How long the hub may hold the answer while there is nothing to say, in milliseconds.
  package var waitMilliseconds: UInt64
  /// The most bytes of batches and chunks that the device wants in one answer.
  package var maximumBytes: UInt64
  /// One signature for all runs of pushes without a proof of their own; nil where there is none.
  package var signature: PushSignature?

  /// Which spaces are asked for, and from where.
  package enum Cursors: Hashable, Sendable {
    /// One for each space of the list, in the order of the list.
    case all([UInt64])
    /// Some spaces, each with the hash of the hub's history that the device knows: asked after an
    /// answer's history digest did not fit, so that the hub says which spaces differ.
    case checked([SpaceCursor])
  }

  package init(
    listVersion: UInt64, cursors: Cursors, registrations: [SpaceRegistration] = [],
    pushes: [Push] = [], chunks: [ChunkRequest] = [], waitMilliseconds: UInt64 = 0,
    maximumBytes: UInt64, signature: PushSignature? = nil
  ) {
    self.listVersion = listVersion
    self.cursors = cursors
    self.registrations = registrations
    self.pushes = pushes
    self.chunks = chunks
    self.waitMilliseconds = waitMilliseconds
    self.maximumBytes = maximumBytes
    self.signature = signature
  }
}

/// The changes of one space up to which a device holds everything.
package struct SpaceCursor: Hashable, Sendable {
  /// The space's place in the device's list, from 1; given by the hub, never reused.
  package let ordinal: UInt64
  /// The hub sequence up to which all changes are applied; 0 before the first.
  package let cursor: UInt64
  /// The hash of the space's history at the cursor, 8 bytes: see ``HistoryHash``.
  package let history: [UInt8]

  package init(ordinal: UInt64, cursor: UInt64, history: [UInt8]) {
    self.ordinal = ordinal
    self.cursor = cursor
    self.history = history
  }
}

/// A space that a device created: the hub verifies that the id belongs to the device's key.
package struct SpaceRegistration: Hashable, Sendable {
  /// The length of the nonce, in bytes.
  package static let nonceByteCount = 16

  package let space: SpaceID
  package let kind: SpaceKind
  package let nonce: [UInt8]

  package init(space: SpaceID, kind: SpaceKind, nonce: [UInt8]) {
    self.space = space
    self.kind = kind
    self.nonce = nonce
  }
}

/// One run of changes that a device offers for one space.
package struct Push: Hashable, Sendable {
  package let target: SpaceTarget
  /// A batch block with the changes of one replica: see ``ChangeBatch``.
  package let batch: [UInt8]
  /// What proves who wrote the run, where another device did; nil for runs that the request's own
  /// signature covers.
  package let proof: RunProof?

  package init(target: SpaceTarget, batch: [UInt8], proof: RunProof? = nil) {
    self.target = target
    self.batch = batch
    self.proof = proof
  }
}

/// A space as a request names it.
package enum SpaceTarget: Hashable, Sendable {
  /// A place in the device's list.
  case listed(UInt64)
  /// An index into the request's registrations.
  case registered(Int)
}

/// One missing chunk of a snapshot.
package struct ChunkRequest: Hashable, Sendable {
  package let ordinal: UInt64
  /// The hub sequence at which the snapshot was taken; 0 asks for a fresh one, whatever the cursor.
  package let snapshot: UInt64
  package let index: UInt64

  package init(ordinal: UInt64, snapshot: UInt64, index: UInt64) {
    self.ordinal = ordinal
    self.snapshot = snapshot
    self.index = index
  }
}

/// A device's signature over the hashes of all runs of a push.
package struct PushSignature: Hashable, Sendable {
  package static let signatureByteCount = 64
  package static let saltByteCount = 16

  /// From it and a run's index comes the run's own salt, so that the list of hashes reveals no other space.
  package let salt: [UInt8]
  /// Ed25519, 64 bytes.
  package let signature: [UInt8]

  package init(salt: [UInt8], signature: [UInt8]) {
    self.salt = salt
    self.signature = signature
  }
}
