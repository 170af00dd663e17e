package import SyncCore

/// What the hub answers: acknowledgements, what is new, and the device's space list.
package struct SyncResponse: Hashable, Sendable {
  /// The hub's clock in milliseconds since 1970, from which devices learn their offset.
  package var hubMilliseconds: UInt64
  package var lineage: HubLineage
  package var listVersion: UInt64
  /// What changed in the list since the version that the request named, ascending by ordinal.
  package var list: [ListEntry]
  /// One for each push of the request, in its order.
  package var acknowledgements: [Acknowledgement]
  package var updates: [SpaceUpdate]
  /// Whether the hub has more to send at once.
  package var hasMore: Bool
  /// The digest of the hub's history at the request's cursors, 8 bytes: see ``HistoryHash``; nil
  /// where the request's list version is not the hub's.
  package var history: [UInt8]?
  /// Whether the list is the whole one rather than what changed in it.
  package var isWholeList: Bool

  package init(
    hubMilliseconds: UInt64, lineage: HubLineage, listVersion: UInt64, list: [ListEntry] = [],
    acknowledgements: [Acknowledgement] = [], updates: [SpaceUpdate] = [], hasMore: Bool = false,
    history: [UInt8]? = nil, isWholeList: Bool = false
  ) {
    self.hubMilliseconds = hubMilliseconds
    self.lineage = lineage
    self.listVersion = listVersion
    self.list = list
    self.acknowledgements = acknowledgements
    self.updates = updates
    self.hasMore = hasMore
    self.history = history
    self.isWholeList = isWholeList
  }
}

/// Which history a hub continues: devices recognise a hub that was restored from an old backup.
package struct HubLineage: Hashable, Sendable {
  /// 64 random bits, drawn when the hub was made; the same after a restore.
  package let id: UInt64
  /// Counts the restores of this hub.
  package let generation: UInt64

  package init(id: UInt64, generation: UInt64) {
    self.id = id
    self.generation = generation
  }
}

/// One line of a device's space list.
package struct ListEntry: Hashable, Sendable {
  package let ordinal: UInt64
  package let space: SpaceID
  package let kind: SpaceKind
  package let role: SpaceRole

  package init(ordinal: UInt64, space: SpaceID, kind: SpaceKind, role: SpaceRole) {
    self.ordinal = ordinal
    self.space = space
    self.kind = kind
    self.role = role
  }
}

/// What a user may do in a space; each includes the ones before it.
package enum SpaceRole: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  /// No member: the device keeps what it has and gets nothing more.
  case none = 0
  case viewer = 1
  case editor = 2
  /// May also say who has access.
  case manager = 3

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What became of one push.
package struct Acknowledgement: Hashable, Sendable {
  /// The count of the pushed replica's changes that the hub has committed with proof of their author.
  ///
  /// A run of which only a beginning could be committed is offered again as a whole.
  package let accepted: UInt64
  /// The count that would survive the loss of the hub's own disk: what a backup covers.
  package let durable: UInt64
  package let result: PushResult
  /// The ordinals of the records that the push named in full, in the order of its record table.
  package let recordOrdinals: [UInt64]
  /// The numbers of the replicas that the push named in full, in the order of its replica table.
  package let replicaNumbers: [UInt64]

  package init(
    accepted: UInt64, durable: UInt64, result: PushResult,
    recordOrdinals: [UInt64] = [], replicaNumbers: [UInt64] = []
  ) {
    self.accepted = accepted
    self.durable = durable
    self.result = result
    self.recordOrdinals = recordOrdinals
    self.replicaNumbers = replicaNumbers
  }
}

package enum PushResult: Hashable, Sendable {
  case accepted
  /// The hub lacks changes before the pushed ones; send from `accepted` + 1.
  case gap
  /// The hub lacks changes of others that the pushed ones depend on.
  case missing
  /// The hub holds another history under this replica's name.
  case fork
  /// Another run of the same push could not be checked; send again.
  case retry
  case refused(Refusal)
}

/// Why the hub did not take a push; the changes stay in the device's outbox.
package enum Refusal: UInt8, Hashable, Sendable, CaseIterable {
  /// The user is no member of the space, or there is no such space.
  case notMember = 1
  /// The user's role does not allow the change.
  case roleTooLow = 2
  /// The signature does not fit the device's key.
  case badSignature = 3
  /// The replica belongs to another device.
  case foreignReplica = 4
  /// The change contradicts itself or passes a limit.
  case invalidChange = 5
  /// The change names another user as its author.
  case foreignActor = 6
  /// The space's id does not belong to the device's key.
  case badSpace = 7
  /// A relayed run whose proof does not fit, or whose author's device the hub does not know.
  case badProof = 8
  /// A text is a patch of a version that the hub released: it has to come whole.
  case baseReleased = 9
}

/// What is new in one space.
package struct SpaceUpdate: Hashable, Sendable {
  package let ordinal: UInt64
  package let content: UpdateContent

  package init(ordinal: UInt64, content: UpdateContent) {
    self.ordinal = ordinal
    self.content = content
  }
}

package enum UpdateContent: Hashable, Sendable {
  case changes(ChangesUpdate)
  case chunk(ChunkUpdate)
  /// The hub's history is not the one that the device's cursor belongs to: the hub was restored.
  case rewound
}

/// The changes after a cursor.
package struct ChangesUpdate: Hashable, Sendable {
  /// The cursor once the batch is applied.
  package let cursor: UInt64
  /// The hash of the history at that cursor, 8 bytes: see ``HistoryHash``.
  package let history: [UInt8]
  /// The hub sequence up to which the space would survive the loss of the hub's own disk.
  package let durable: UInt64
  /// A batch block: see ``ChangeBatch``.
  package let batch: [UInt8]
  /// What proves who wrote the runs that end in this batch.
  package let proofs: [RunProof]

  package init(
    cursor: UInt64, history: [UInt8], durable: UInt64, batch: [UInt8], proofs: [RunProof]
  ) {
    self.cursor = cursor
    self.history = history
    self.durable = durable
    self.batch = batch
    self.proofs = proofs
  }
}

/// One chunk of a snapshot.
package struct ChunkUpdate: Hashable, Sendable {
  /// The hub sequence at which the snapshot was taken.
  package let snapshot: UInt64
  /// The hash of the history there, 8 bytes: see ``HistoryHash``.
  package let history: [UInt8]
  /// From 0.
  package let index: UInt64
  package let count: UInt64
  /// A snapshot block: see ``SnapshotPart``.
  package let block: [UInt8]

  package init(snapshot: UInt64, history: [UInt8], index: UInt64, count: UInt64, block: [UInt8]) {
    self.snapshot = snapshot
    self.history = history
    self.index = index
    self.count = count
    self.block = block
  }
}
