package import SyncCore
package import SyncProtocol

/// The hub's store, as a conversation with a device needs it.
package protocol HubReplica {
  associatedtype Ledger: HubLedger

  func lineage() throws -> HubLineage
  /// The user's space list, ascending by ordinal; ordinals run from 1 without a gap.
  func list(of user: Text) throws -> HubList
  /// Registers a space with the user as its manager; nil where another space has the id.
  func register(_ registration: SpaceRegistration, by caller: Caller) throws -> ListEntry?
  /// Runs `body` in one transaction over one space; an error rolls it back.
  func write<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
  /// The same without writing.
  func read<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
}

/// The hub's transaction over one space.
package protocol HubLedger: SpaceLedger {
  /// The greatest hub sequence; each accepted change raises it by one.
  func hubSequence() throws -> UInt64
  /// The device that first pushed this replica's changes, by its public key; nil where none has.
  func owner(of replica: ReplicaID) throws -> [UInt8]?
  func bind(_ replica: ReplicaID, to caller: Caller) throws
  /// The names of this space as the device knows them that has applied everything up to `cursor`.
  func naming(cursor: UInt64) throws -> any WireNaming
  /// The numbers of records and replicas; given out now where there are none yet.
  func numbers(
    records: [RecordKey], replicas: [ReplicaID]
  ) throws -> (records: [UInt64], replicas: [UInt64])
  /// The accepted changes after `cursor` in order, as many as fit `limit` bytes of canonical form, at least one.
  func changes(after cursor: UInt64, limit: UInt64) throws -> HubChanges
  /// The chunks of a snapshot: the cached one of the given hub sequence, or nil where it is gone.
  func snapshot(_ snapshot: UInt64) throws -> HubSnapshot?
  /// A snapshot that may be offered now: a cached one or a fresh one.
  func currentSnapshot() throws -> HubSnapshot
  /// Keeps what proves who wrote a run.
  func keep(_ proof: RunProof) throws
  /// Called once after a batch is integrated: derived state such as access follows the records.
  func settle(_ records: [Record]) throws
}

/// Who is at the other end of a conversation, as authentication found it.
package struct Caller: Hashable, Sendable {
  package let user: Text
  /// The device's public key, 32 bytes.
  package let publicKey: [UInt8]
  /// The names under which the device's user may have written: the team's, and the device's own from before enrolment.
  package let actors: Set<Text>

  package init(user: Text, publicKey: [UInt8], actors: Set<Text>) {
    self.user = user
    self.publicKey = publicKey
    self.actors = actors
  }
}

/// A user's spaces.
package struct HubList: Hashable, Sendable {
  package let version: UInt64
  package let spaces: [HubListSpace]

  package init(version: UInt64, spaces: [HubListSpace]) {
    self.version = version
    self.spaces = spaces
  }
}

/// One line of a user's list, as the hub keeps it.
package struct HubListSpace: Hashable, Sendable {
  package let entry: ListEntry
  /// The list's version at which the line last changed.
  package let changedAt: UInt64
  /// The space's greatest hub sequence.
  package let hubSequence: UInt64

  package init(entry: ListEntry, changedAt: UInt64, hubSequence: UInt64) {
    self.entry = entry
    self.changedAt = changedAt
    self.hubSequence = hubSequence
  }
}

/// Accepted changes in hub order.
package struct HubChanges: Hashable, Sendable {
  /// With the hub sequence of each.
  package let changes: [HubChange]
  package let hasMore: Bool

  package init(changes: [HubChange], hasMore: Bool) {
    self.changes = changes
    self.hasMore = hasMore
  }
}

package struct HubChange: Hashable, Sendable {
  package let hubSequence: UInt64
  package let change: Change
  /// The chain's state before the change, 32 bytes.
  package let chainBefore: [UInt8]

  package init(hubSequence: UInt64, change: Change, chainBefore: [UInt8]) {
    self.hubSequence = hubSequence
    self.change = change
    self.chainBefore = chainBefore
  }
}

/// An immutable snapshot in encoded chunks.
package struct HubSnapshot: Hashable, Sendable {
  package let hubSequence: UInt64
  package let blocks: [[UInt8]]

  package init(hubSequence: UInt64, blocks: [[UInt8]]) {
    self.hubSequence = hubSequence
    self.blocks = blocks
  }
}

/// What proves to anybody that a device wrote a run: kept beside the log.
package struct RunProof: Hashable, Sendable {
  package let replica: ReplicaID
  package let from: UInt64
  package let to: UInt64
  package let publicKey: [UInt8]
  package let salt: [UInt8]
  /// The hashes of all runs of the push, 32 bytes each.
  package let runHashes: [[UInt8]]
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
}
