package import SyncCore
package import SyncProtocol

/// A device's store, as a conversation with the hub needs it.
package protocol DeviceReplica {
  associatedtype Ledger: DeviceLedger

  /// What the device holds and what it has not sent, in the order of its list.
  func view() throws -> DeviceView
  /// Runs `body` in one transaction over one space; an error rolls it back.
  func write<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
  /// The own changes from `sequence` on, as many as fit `limit` bytes of canonical form, at least one.
  func outbox(_ space: SpaceID, from sequence: UInt64, limit: UInt64) throws -> OutboxRun?
  /// Notes the device's space list, its lineage and its clock offset.
  func note(_ notice: HubNotice) throws
}

/// A device's transaction over one space.
package protocol DeviceLedger: SpaceLedger, WireNaming {
  func learn(records: [UInt64: RecordKey], replicas: [UInt64: ReplicaID]) throws
  func setCursor(_ cursor: UInt64) throws
  /// What the hub said about the own changes.
  func acknowledge(accepted: UInt64, durable: UInt64, refusal: Refusal?) throws
  /// Keeps a chunk; returns all blocks in order once none is missing.
  func keep(_ chunk: SnapshotChunk) throws -> [[UInt8]]?
  /// Every record of the space.
  func records() throws -> [Record]
  /// Takes over heads, stamps and clocks of a snapshot; heads that are behind the own ones are skipped.
  func adopt(_ part: SnapshotPart) throws
  /// Learns a received time.
  func receive(_ time: HybridTime) throws
}

/// One chunk of a snapshot as it arrived.
package struct SnapshotChunk: Hashable, Sendable {
  package let snapshot: UInt64
  package let index: UInt64
  package let count: UInt64
  package let block: [UInt8]

  package init(snapshot: UInt64, index: UInt64, count: UInt64, block: [UInt8]) {
    self.snapshot = snapshot
    self.index = index
    self.count = count
    self.block = block
  }
}

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
  /// The place in the hub's list; nil where the hub does not know the space yet.
  package let ordinal: UInt64?
  package let role: SpaceRole
  /// What the space's id was made from, where this device created it.
  package let nonce: [UInt8]?
  package let cursor: UInt64
  /// The first own change that the hub has not accepted; nil where there is none.
  package let unsent: UInt64?
  /// The snapshot that is on its way: its hub sequence and the chunks that are missing.
  package let missingChunks: MissingChunks?

  package init(
    space: SpaceID, kind: SpaceKind, ordinal: UInt64?, role: SpaceRole, nonce: [UInt8]?,
    cursor: UInt64, unsent: UInt64?, missingChunks: MissingChunks? = nil
  ) {
    self.space = space
    self.kind = kind
    self.ordinal = ordinal
    self.role = role
    self.nonce = nonce
    self.cursor = cursor
    self.unsent = unsent
    self.missingChunks = missingChunks
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

/// Own changes that are ready to be pushed, with the chain's state around them.
package struct OutboxRun: Hashable, Sendable {
  package let run: ChangeRun
  package let encoded: EncodedBatch
  /// The chain's state before the first change, 32 bytes.
  package let chainBefore: [UInt8]
  /// The chain's state after the last change, 32 bytes.
  package let chainAfter: [UInt8]
  /// Whether the outbox holds more changes after these.
  package let hasMore: Bool

  package init(
    run: ChangeRun, encoded: EncodedBatch, chainBefore: [UInt8], chainAfter: [UInt8], hasMore: Bool
  ) {
    self.run = run
    self.encoded = encoded
    self.chainBefore = chainBefore
    self.chainAfter = chainAfter
    self.hasMore = hasMore
  }
}

/// What an answer says beside the spaces' contents.
package struct HubNotice: Hashable, Sendable {
  package let hubMilliseconds: UInt64
  package let lineage: HubLineage
  package let listVersion: UInt64
  package let list: [ListEntry]

  package init(
    hubMilliseconds: UInt64, lineage: HubLineage, listVersion: UInt64, list: [ListEntry]
  ) {
    self.hubMilliseconds = hubMilliseconds
    self.lineage = lineage
    self.listVersion = listVersion
    self.list = list
  }
}
