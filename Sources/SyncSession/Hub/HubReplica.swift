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
  /// Whom the key of a run's proof belongs to, and what they may do in the space now; nil where no
  /// device with the key is enrolled.
  func author(publicKey: [UInt8], in space: SpaceID) throws -> RunAuthor?
  /// Notes that a device was here and what it has; writes nothing where nothing of note changed.
  func note(_ contact: DeviceContact) throws
  /// Keeps what happened to an identity for administrators; the same event again only counts.
  func note(_ event: HubEvent, by caller: Caller) throws
  /// Runs `body` in one transaction over one space; an error rolls it back.
  func write<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
  /// Runs `body`, whose transactions become steps of one where the store can do that.
  ///
  /// What was done before an error is kept, as it would be without; an error of the store itself
  /// takes all of it back.
  func together<Result>(_ body: () throws -> Result) throws -> Result
  /// The same as ``write(_:_:)`` without writing.
  func read<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
}

extension HubReplica {
  package func together<Result>(_ body: () throws -> Result) throws -> Result { try body() }
}

/// The hub's transaction over one space.
package protocol HubLedger: SpaceLedger {
  /// The greatest hub sequence; each accepted change raises it by one.
  func hubSequence() throws -> UInt64
  /// The device that first pushed this replica's changes, by its public key; nil where none has.
  func owner(of replica: ReplicaID) throws -> [UInt8]?
  /// Binds a replica to the device with the key, unless it is bound already.
  func bind(_ replica: ReplicaID, to publicKey: [UInt8]) throws
  /// The hash of the history at a hub sequence, 8 bytes: see `HistoryHash`; nil beyond the head.
  func history(at hubSequence: UInt64) throws -> [UInt8]?
  /// The hub sequence up to which a backup covers the space; the head where there was no backup yet.
  func durable() throws -> UInt64
  /// The hub sequence up to which the log's bodies are gone: devices before it get a snapshot.
  func floor() throws -> UInt64
  /// The count of the replica's changes that are committed with proof, and how many a backup covers.
  func standing(of replica: ReplicaID) throws -> ReplicaStanding
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
  /// A snapshot of the head: for a device whose history is another one.
  func freshSnapshot() throws -> HubSnapshot
  /// Keeps what proves who wrote a run; of two that begin alike the longer one.
  func keep(_ proof: RunProof) throws
  /// The proofs of the replica's runs that end in the range, ascending.
  func proofs(of replica: ReplicaID, endingIn range: ClosedRange<UInt64>) throws -> [RunProof]
  /// Called once after a batch is integrated: derived state such as access follows the records.
  func settle(_ records: [RecordKey]) throws
}
