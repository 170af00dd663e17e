package import SyncCore
package import SyncProtocol

/// A device's store, as a conversation with the hub needs it.
package protocol DeviceReplica {
  associatedtype Ledger: DeviceLedger

  /// What the device holds and what it has not sent, in the order of its list.
  func view() throws -> DeviceView
  /// Runs `body` in one transaction over one space; an error rolls it back.
  func write<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
  /// Runs `body`, whose transactions become steps of one where the store can do that.
  ///
  /// What was done before an error is kept, as it would be without; an error of the store itself
  /// takes all of it back.
  func together<Result>(_ body: () throws -> Result) throws -> Result
  /// The changes of one replica that the hub may lack, as one run.
  ///
  /// Own ones are as many as fit `limit` bytes of canonical form, at least one, and end before a change
  /// that depends on others' which the hub has not accepted; those of others are what their
  /// proof covers, without what the hub has accepted of that. Nil where they are not held any more.
  /// The run's prefix is that of a push, see `HashChain.pushPrefix`.
  func outbox(_ space: DeviceSpace, _ head: OutboxHead, limit: UInt64) throws -> OutboxRun?
  /// Notes the device's space list, its lineage and its clock offset.
  ///
  /// A space whose ordinal means another one now, or that a whole list lacks, is unknown to the hub:
  /// everything of it is offered again.
  func note(_ notice: HubNotice) throws
}

extension DeviceReplica {
  package func together<Result>(_ body: () throws -> Result) throws -> Result { try body() }
}

/// A device's transaction over one space.
package protocol DeviceLedger: SpaceLedger, WireNaming {
  /// The id under which the device writes now.
  var own: ReplicaID { get }
  /// All ids under which this database has written, the present one among them.
  func ownReplicas() throws -> Set<ReplicaID>
  /// The name that the device's changes carry.
  var user: Text { get }
  /// The device's clock with the learned offset taken off, in milliseconds since 1970.
  var correctedMilliseconds: Int64 { get }
  /// The time of the next local change.
  func nextTime() -> HybridTime
  /// Learns a received time.
  func receive(_ time: HybridTime) throws

  /// Learns what the hub calls records and replicas.
  ///
  /// What an acknowledgement says is provisional until the hub's log was seen to hold the change.
  func learn(
    records: [UInt64: RecordKey], replicas: [UInt64: ReplicaID], isProvisional: Bool) throws
  /// Makes provisional numbers firm, or forgets them.
  func settleNumbers(keeping: Bool) throws
  /// Forgets what the hub calls records and replicas: a restored one may call others so.
  func forgetNumbers() throws
  /// The hub sequence up to which the space was pulled.
  func cursor() throws -> UInt64
  /// How far the space was pulled: the hub's history, 8 bytes, at the cursor, nil at 0; and the hub
  /// sequence up to which the hub is backed up, nil where it did not say.
  func setCursor(_ cursor: UInt64, history: [UInt8]?, durable: UInt64?) throws
  /// How many changes of each replica the hub is known to hold.
  func accepted() throws -> VersionVector
  /// Notes how many changes of a replica the hub holds; the count may go down.
  func setAccepted(_ count: UInt64, of replica: ReplicaID) throws
  /// How many of the accepted changes lie within the hub's history up to the cursor: a hub that went
  /// back behind the cursor shows it, while one that lost only what it acknowledged after does not.
  func confirmed() throws -> VersionVector
  /// Notes that; never beyond what is accepted.
  func setConfirmed(_ count: UInt64, of replica: ReplicaID) throws
  /// Notes what the hub said about a push: how many of the replica's changes a backup covers, and
  /// why it did not take the others.
  func acknowledge(_ replica: ReplicaID, durable: UInt64, refusal: Refusal?) throws
  /// Keeps a proof, for whoever offers the run to a hub or hands it on.
  func keep(_ proof: RunProof) throws
  /// The proof whose run holds the dot; nil where there is none.
  func proof(covering dot: Dot) throws -> RunProof?
  /// Forgets the proofs that cover this dot or later ones of its replica.
  func dropProofs(from dot: Dot) throws
  /// Keeps a chunk, and forgets those of another snapshot: of another sequence, history or number of
  /// chunks; returns all blocks in order once none is missing.
  func keep(_ chunk: SnapshotChunk) throws -> [[UInt8]]?
  /// Forgets the chunks that have arrived.
  func dropChunks() throws

  /// Every record of the space.
  func records() throws -> [Record]
  /// The first bytes of the chain's state after a change, also where a snapshot alone told them; nil
  /// where nobody did.
  func chainPrefix(after dot: Dot) throws -> [UInt8]?
  /// Takes over heads, stamps, clocks and spines of a snapshot; heads that are behind the own ones are
  /// skipped.
  func adopt(_ part: SnapshotPart) throws
  /// The change; nil where its body is not held.
  func change(_ dot: Dot) throws -> Change?
  /// The changes beyond the vector whose bodies are held.
  func changes(after vector: VersionVector) throws -> [Change]
  /// What the author of an applied change had applied, without its own count; nil where it is not kept.
  func clock(of dot: Dot) throws -> VersionVector?
  /// Forgets all changes of a replica above a count: `head` is what is left, nil where nothing is.
  func cut(_ replica: ReplicaID, to sequence: UInt64, head: AuthorHead?) throws

  /// The changes that the hub will not take as they are, the first of each replica.
  func rejections() throws -> [Rejection]
  /// Notes one; of two of a replica the earlier stays.
  func reject(_ rejection: Rejection) throws
  /// Forgets the one of a replica: the hub took its changes.
  func clearRejection(of replica: ReplicaID) throws
  /// Forgets them: the space was put right.
  func clearRejections() throws
  /// Keeps a change for people to see that leaves the state.
  func setAside(_ change: Change, for refusal: Refusal) throws

  /// Whether the space waits for a snapshot because histories differ.
  func isRecovering() throws -> Bool
  func setRecovering(_ isRecovering: Bool) throws
  /// Whether the space's own state was found to be damaged, so that the hub's takes its place.
  func isDamaged() throws -> Bool
  /// The changes that are known to write the one with this name and hash again, ascending.
  func rewritings(of origin: Dot, hash: [UInt8]) throws -> [Dot]
  /// Remembers that a change writes another one again.
  func learn(_ rewriting: KnownRewriting) throws
  /// Carries what the store keeps beside a change over to the one that writes it again.
  func carry(_ old: Dot, to new: Dot) throws
  /// Takes a new id for whatever this device writes from now on, in every space.
  func renewIdentity() throws
  /// Notes what happened to an identity.
  func note(_ event: IdentityEvent) throws
}

/// One chunk of a snapshot as it arrived.
package struct SnapshotChunk: Hashable, Sendable {
  package let snapshot: UInt64
  /// The hub's history there, 8 bytes: a hub that went back may come to the same sequence otherwise.
  package let history: [UInt8]
  package let index: UInt64
  package let count: UInt64
  package let block: [UInt8]

  package init(snapshot: UInt64, history: [UInt8], index: UInt64, count: UInt64, block: [UInt8]) {
    self.snapshot = snapshot
    self.history = history
    self.index = index
    self.count = count
    self.block = block
  }
}

/// What an answer says beside the spaces' contents.
package struct HubNotice: Hashable, Sendable {
  package let hubMilliseconds: UInt64
  package let lineage: HubLineage
  package let listVersion: UInt64
  package let list: [ListEntry]
  /// Whether the list is the whole one rather than what changed in it.
  package let isWholeList: Bool

  package init(
    hubMilliseconds: UInt64, lineage: HubLineage, listVersion: UInt64, list: [ListEntry],
    isWholeList: Bool = false
  ) {
    self.hubMilliseconds = hubMilliseconds
    self.lineage = lineage
    self.listVersion = listVersion
    self.list = list
    self.isWholeList = isWholeList
  }
}

extension DeviceLedger {
  package func isDamaged() throws -> Bool { false }

  /// Whether a change of another device can be offered: its proof is here, and the whole run that the
  /// proof covers, but for what the hub has accepted of it.
  func isOfferable(_ dot: Dot, accepted: VersionVector) throws -> Bool {
    guard let proof = try proof(covering: dot) else { return false }
    let known = Dot(dot.replica, max(accepted[dot.replica], proof.from - 1))
    return try firstForgotten(after: known, upTo: proof.to) == nil
  }

  /// The first of a replica's changes behind a dot whose body is not held; nil where all are.
  func firstForgotten(after dot: Dot, upTo last: UInt64) throws -> UInt64? {
    guard dot.sequence < last else { return nil }
    return try (dot.sequence + 1...last).first { try change(Dot(dot.replica, $0)) == nil }
  }

  /// From now on the space waits for a snapshot; chunks that arrived for another reason are forgotten.
  func beginRecovery() throws {
    guard try !isRecovering() else { return }
    try dropChunks()
    try setRecovering(true)
  }
}

extension SnapshotChunk {
  /// Whether two chunks are parts of one snapshot.
  package func isBeside(_ other: SnapshotChunk) -> Bool {
    snapshot == other.snapshot && history == other.history && count == other.count
  }
}
