package import SyncCore

/// What the hub answers: acknowledgements, what is new, and the device's space list.
package struct SyncResponse: Hashable, Sendable {
  /// The hub's clock in milliseconds since 1970, from which devices learn their offset.
  package var hubMilliseconds: UInt64
  package var lineage: HubLineage
  package var listVersion: UInt64
  /// What changed in the list since the version that the request named, ascending by ordinal.
  package var list: [ListEntry]
  package var acknowledgements: [Acknowledgement]
  package var updates: [SpaceUpdate]
  /// Whether the hub has more to send at once.
  package var hasMore: Bool

  package init(
    hubMilliseconds: UInt64, lineage: HubLineage, listVersion: UInt64, list: [ListEntry] = [],
    acknowledgements: [Acknowledgement] = [], updates: [SpaceUpdate] = [], hasMore: Bool = false
  ) {
    self.hubMilliseconds = hubMilliseconds
    self.lineage = lineage
    self.listVersion = listVersion
    self.list = list
    self.acknowledgements = acknowledgements
    self.updates = updates
    self.hasMore = hasMore
  }
}

/// Which history a hub continues: devices recognise a hub that was restored from an old backup.
package struct HubLineage: Hashable, Sendable {
  /// 64 random bits, drawn when the hub was made.
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
  package let target: SpaceTarget
  /// The count of the device's changes that the hub has committed.
  package let accepted: UInt64
  /// The count that would survive the loss of the hub's own disk.
  package let durable: UInt64
  package let result: PushResult
  /// The ordinals of the records that the push named in full, in the order of its record table.
  package let recordOrdinals: [UInt64]
  /// The numbers of the replicas that the push named in full, in the order of its replica table.
  package let replicaNumbers: [UInt64]

  package init(
    target: SpaceTarget, accepted: UInt64, durable: UInt64, result: PushResult,
    recordOrdinals: [UInt64] = [], replicaNumbers: [UInt64] = []
  ) {
    self.target = target
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
  /// A batch block, and the cursor once it is applied.
  case changes(cursor: UInt64, batch: [UInt8])
  /// One chunk of a snapshot that was taken at the hub sequence `snapshot`; indexes run from 0.
  case chunk(snapshot: UInt64, index: UInt64, count: UInt64, block: [UInt8])
}
