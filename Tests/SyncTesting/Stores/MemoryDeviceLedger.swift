package import SyncCore
package import SyncProtocol
package import SyncSession

/// A device's transaction over one space.
package final class MemoryDeviceLedger: MemoryLedger, DeviceLedger {
  private var membership: MemoryDeviceSpace
  private(set) var clock: HybridClock
  /// Who the device is after the transaction.
  private(set) var incarnation: MemoryIncarnation
  package let user: Text
  package let correctedMilliseconds: Int64
  private let fresh: () -> ReplicaID

  init(
    _ state: MemoryDeviceSpace, of device: MemoryIncarnation, user: Text, clock: HybridClock,
    correctedMilliseconds: Int64, fresh: @escaping () -> ReplicaID, planted: PlantedFault?
  ) {
    membership = state
    incarnation = device
    self.user = user
    self.clock = clock
    self.correctedMilliseconds = correctedMilliseconds
    self.fresh = fresh
    super.init(state.content, planted: planted)
  }

  /// The space as it is after the transaction.
  var state: MemoryDeviceSpace {
    var state = membership
    state.content = content
    return state
  }

  package var own: ReplicaID { incarnation.replica }
  package func ownReplicas() -> Set<ReplicaID> { incarnation.replicas }

  package func renewIdentity() throws {
    try call()
    incarnation.renew(fresh())
  }
  package func note(_ event: IdentityEvent) throws {
    try call()
    incarnation.events.append(event)
  }

  package override func append(_ entry: LedgerEntry) throws {
    try super.append(entry)
    if entry.change.dot.replica == own { incarnation.counted += 1 }
  }

  /// How many changes of each replica the hub is known to hold.
  package func accepted() -> VersionVector {
    VersionVector(membership.accepted.map { Dot($0.key, $0.value) })
  }

  /// Those of the dots that the hub has not accepted.
  func unaccepted(_ dots: [Dot]) -> [Dot] {
    dots.filter { $0.sequence > membership.accepted[$0.replica] ?? 0 }
  }

  /// Whether a dot is an own change that the hub has not accepted.
  package func isPending(_ dot: Dot) -> Bool {
    incarnation.replicas.contains(dot.replica)
      && dot.sequence > membership.accepted[dot.replica] ?? 0
  }

  package func nextTime() -> HybridTime { clock.now(correctedMilliseconds: correctedMilliseconds) }

  package func receive(_ time: HybridTime) throws {
    try call()
    clock.receive(time, correctedMilliseconds: correctedMilliseconds)
  }

  package func name(of record: RecordKey) -> WireName {
    MemoryNaming(numbers: membership.numbers, cursor: MemoryNumbers.provisional).name(of: record)
  }

  package func name(of replica: ReplicaID) -> WireName {
    MemoryNaming(numbers: membership.numbers, cursor: MemoryNumbers.provisional).name(of: replica)
  }

  package func record(number: UInt64) -> RecordKey? { membership.numbers.record(number) }
  package func replica(number: UInt64) -> ReplicaID? { membership.numbers.replica(number) }

  package func learn(
    records: [UInt64: RecordKey], replicas: [UInt64: ReplicaID], isProvisional: Bool
  ) throws {
    try call()
    let since = isProvisional ? MemoryNumbers.provisional : 0
    for (number, record) in records {
      membership.numbers.replace(number, record: record, since: since)
    }
    for (number, replica) in replicas {
      membership.numbers.replace(number, replica: replica, since: since)
    }
  }

  package func settleNumbers(keeping: Bool) throws {
    try call()
    membership.numbers.settle(keeping: keeping)
  }

  package func forgetNumbers() throws {
    try call()
    membership.numbers = MemoryNumbers()
  }

  package func cursor() -> UInt64 { membership.cursor }

  package func setCursor(_ cursor: UInt64, history: [UInt8]?, durable: UInt64?) throws {
    try call()
    if let durable {
      // What a backup covers up to the cursor it covers of every author.
      if durable >= cursor {
        membership.durableCounts.merge(membership.confirmed, uniquingKeysWith: max)
      }
      membership.durable = durable
    }
    membership.cursor = planted == .cursorPassesUnappliedChange ? cursor + 1 : cursor
    membership.history = history
  }

  package func setAccepted(_ count: UInt64, of replica: ReplicaID) throws {
    try call()
    let held = content.heads[replica]?.sequence ?? 0
    membership.accepted[replica] = min(count, held)
    let durable = membership.durableCounts[replica] ?? 0
    membership.durableCounts[replica] = min(durable, count)
    try setConfirmed(membership.confirmed[replica] ?? 0, of: replica)
  }

  package func confirmed() -> VersionVector {
    VersionVector(membership.confirmed.map { Dot($0.key, $0.value) })
  }

  package func setConfirmed(_ count: UInt64, of replica: ReplicaID) throws {
    try call()
    membership.confirmed[replica] = min(count, membership.accepted[replica] ?? 0)
  }

  package func acknowledge(_ replica: ReplicaID, durable: UInt64, refusal: Refusal?) throws {
    try call()
    let sequence = content.heads[replica]?.sequence ?? 0
    if planted == .refusalEmptiesOutbox, refusal != nil { membership.accepted[replica] = sequence }
    membership.durableCounts[replica] = min(durable, membership.accepted[replica] ?? 0)
    membership.refusals[replica] = refusal
  }

  /// Of two proofs that begin alike the longer one stays.
  package func keep(_ proof: RunProof) throws {
    try call()
    let index = membership.proofs.firstIndex {
      $0.replica == proof.replica && $0.from == proof.from
    }
    guard let index else { return membership.proofs.append(proof) }
    if membership.proofs[index].to < proof.to { membership.proofs[index] = proof }
  }

  package func proof(covering dot: Dot) -> RunProof? {
    membership.proofs.first {
      $0.replica == dot.replica && $0.from <= dot.sequence && dot.sequence <= $0.to
    }
  }

  package func dropProofs(from dot: Dot) throws {
    try call()
    membership.proofs.removeAll { $0.replica == dot.replica && $0.to >= dot.sequence }
  }

  package func keep(_ chunk: SnapshotChunk) throws -> [[UInt8]]? {
    try call()
    if planted != .mixesSnapshots {
      membership.chunks = membership.chunks.filter { $0.value.isBeside(chunk) }
    }
    membership.chunks[chunk.index] = chunk
    let blocks = (0..<chunk.count).compactMap { membership.chunks[$0]?.block }
    guard blocks.count == Int(chunk.count) else { return nil }
    membership.chunks = [:]
    return blocks
  }

  package func dropChunks() throws {
    try call()
    membership.chunks = [:]
  }

  package func records() -> [Record] {
    planted == .joinDropsUnsentChanges ? [] : Array(content.records.values)
  }

  package func adopt(_ part: SnapshotPart) throws {
    try call()
    for (dot, stamp) in part.stamps where content.log[dot] == nil { content.stamps[dot] = stamp }
    for (dot, clock) in part.clocks { content.clocks[dot] = clock }
    for spine in part.spines {
      for (index, prefix) in spine.prefixes.enumerated() {
        content.prefixes[Dot(spine.replica, spine.from + UInt64(index))] = prefix
      }
    }
    for entry in part.heads {
      let known = content.heads[entry.replica]?.sequence ?? 0
      guard known < entry.head.sequence || planted == .dropsHeadCheck else { continue }
      content.heads[entry.replica] = entry.head
      content.chains[Dot(entry.replica, entry.head.sequence)] = entry.head.chain
    }
  }

  package func chainPrefix(after dot: Dot) -> [UInt8]? {
    content.chain(after: dot).map(HashChain.prefix) ?? content.prefixes[dot]
  }

  package func change(_ dot: Dot) -> Change? { content.log[dot]?.change }

  package func changes(after vector: VersionVector) -> [Change] {
    content.log.values.map(\.change).filter { !vector.contains($0.dot) }
  }

  package func clock(of dot: Dot) -> VersionVector? { content.clock(of: dot) }

  package func cut(_ replica: ReplicaID, to sequence: UInt64, head: AuthorHead?) throws {
    try call()
    content.cut(replica, to: sequence, head: head)
    try dropProofs(from: Dot(replica, sequence + 1))
    let accepted = membership.accepted[replica] ?? 0
    try setAccepted(min(accepted, sequence), of: replica)
  }

  package func rejections() -> [Rejection] { Array(membership.rejections.values) }

  package func reject(_ rejection: Rejection) throws {
    try call()
    let known = membership.rejections[rejection.dot.replica]
    if let known, known.dot <= rejection.dot { return }
    membership.rejections[rejection.dot.replica] = rejection
  }

  package func clearRejection(of replica: ReplicaID) throws {
    if membership.rejections[replica] == nil { return }
    try call()
    membership.rejections[replica] = nil
  }

  package func clearRejections() throws {
    try call()
    membership.rejections = [:]
  }

  package func setAside(_ change: Change, for refusal: Refusal) throws {
    try call()
    membership.setAside[change] = refusal
  }

  package func role() -> SpaceRole { membership.role }
  package func setRole(_ role: SpaceRole) throws {
    try call()
    membership.role = role
  }

  package func isRecovering() -> Bool { membership.isRecovering }
  package func setRecovering(_ isRecovering: Bool) throws {
    try call()
    membership.isRecovering = isRecovering
  }
  package func rewritings(of origin: Dot, hash: [UInt8]) -> [Dot] {
    content.rewritings.filter { $0.origin == origin && $0.hash == hash }.map(\.dot).sorted()
  }

  package func learn(_ rewriting: KnownRewriting) throws {
    try call()
    content.rewritings.insert(rewriting)
  }

  /// Nothing is kept beside a change but what it repeats.
  package func carry(_ old: Dot, to new: Dot) throws {
    try call()
    membership.repeated[new] = old
  }
}
