package import SyncCore
package import SyncProtocol
package import SyncSession

/// The hub's transaction over one space.
package final class MemoryHubLedger: MemoryLedger, HubLedger {
  private var hubSpace: MemoryHubSpace
  private(set) var owners: [ReplicaID: [UInt8]]
  private let configuration: MemoryHub.Configuration

  init(
    _ state: MemoryHubSpace, owners: [ReplicaID: [UInt8]],
    configuration: MemoryHub.Configuration, planted: PlantedFault?
  ) {
    hubSpace = state
    self.owners = owners
    self.configuration = configuration
    super.init(state.content, planted: planted)
  }

  /// The space as it is after the transaction.
  var state: MemoryHubSpace {
    var state = hubSpace
    state.content = content
    return state
  }

  package func hubSequence() -> UInt64 { hubSpace.hubSequence }

  package override func append(_ entry: LedgerEntry) throws {
    try super.append(entry)
    var sequence = hubSequence() + 1
    // One gap is enough to be seen.
    if planted == .hubSequenceHasGaps, sequence == 3 { sequence += 1 }
    let previous =
      hubSpace.histories[hubSequence()] ?? HistoryHash.seed(space: space)
    hubSpace.histories[sequence] = HistoryHash.next(after: previous, chain: entry.head.chain)
    hubSpace.order.append((sequence, entry.change.dot))
    _ = hubSpace.numbers.number(of: entry.change.dot.replica, since: sequence)
    for write in entry.change.writes {
      _ = hubSpace.numbers.number(of: write.key, since: sequence)
    }
  }

  package override func save(_ record: Record) throws {
    try super.save(record)
    // A snapshot does not name a record without cells.
    if record.cells.isEmpty { hubSpace.numbers.neverKnown(record.key) }
  }

  package func owner(of replica: ReplicaID) -> [UInt8]? { owners[replica] }

  package func bind(_ replica: ReplicaID, to publicKey: [UInt8]) throws {
    try call()
    if owners[replica] == nil { owners[replica] = publicKey }
  }

  package func history(at hubSequence: UInt64) -> [UInt8]? { hubSpace.history(at: hubSequence) }
  package func floor() -> UInt64 { hubSpace.floor }

  /// Says that the log's bodies are gone up to a hub sequence, and with them older snapshots.
  func raiseFloor(to floor: UInt64) {
    hubSpace.floor = max(hubSpace.floor, floor)
    hubSpace.snapshots.removeAll { $0.hubSequence < floor }
  }

  package func durable() -> UInt64 { hubSpace.durable ?? hubSequence() }

  package func standing(of replica: ReplicaID) -> ReplicaStanding {
    let accepted = hubSpace.proofs.filter { $0.replica == replica }.map(\.to).max() ?? 0
    let durable = hubSpace.count(of: replica, upTo: durable())
    return ReplicaStanding(accepted: accepted, durable: min(accepted, durable))
  }

  package func naming(cursor: UInt64) -> any WireNaming {
    let known = planted == .numbersKnownTooEarly ? max(cursor, hubSequence()) : cursor
    return MemoryNaming(numbers: hubSpace.numbers, cursor: known)
  }

  package func numbers(
    records: [RecordKey], replicas: [ReplicaID]
  ) throws -> (records: [UInt64], replicas: [UInt64]) {
    try call()
    let sequence = hubSequence()
    return (
      records.map { hubSpace.numbers.number(of: $0, since: sequence) },
      replicas.map { hubSpace.numbers.number(of: $0, since: sequence) }
    )
  }

  package func changes(after cursor: UInt64, limit: UInt64) throws -> HubChanges {
    try call()
    var changes: [HubChange] = []
    var size: UInt64 = 0
    for (hubSequence, dot) in hubSpace.order where hubSequence > cursor {
      guard let entry = content.log[dot] else { throw MemoryStoreFault.unknownDot(dot) }
      size += UInt64(entry.canonical.count)
      guard changes.isEmpty || size <= limit else {
        return HubChanges(changes: changes, hasMore: true)
      }
      let seed = HashChain.seed(space: space, replica: dot.replica)
      let before =
        dot.sequence == 1 ? seed : content.chain(after: Dot(dot.replica, dot.sequence - 1)) ?? []
      changes.append(
        HubChange(hubSequence: hubSequence, change: entry.change, chainBefore: before))
    }
    return HubChanges(changes: changes, hasMore: false)
  }

  package func keep(_ proof: RunProof) throws {
    try call()
    let index = hubSpace.proofs.firstIndex {
      $0.replica == proof.replica && $0.from == proof.from
    }
    guard let index else { return hubSpace.proofs.append(proof) }
    if hubSpace.proofs[index].to < proof.to { hubSpace.proofs[index] = proof }
  }

  package func proofs(
    of replica: ReplicaID, endingIn range: ClosedRange<UInt64>
  ) -> [RunProof] {
    hubSpace.proofs.filter { $0.replica == replica && range.contains($0.to) }
      .sorted { $0.from < $1.from }
  }

  /// Access follows the test, not the records.
  package func settle(_ records: [RecordKey]) throws {
    try call()
  }

  package func snapshot(_ snapshot: UInt64) -> HubSnapshot? {
    hubSpace.snapshots.first { $0.hubSequence == snapshot }
  }

  package func currentSnapshot() throws -> HubSnapshot {
    try call()
    if let last = hubSpace.snapshots.last,
      last.hubSequence + configuration.snapshotAge >= hubSequence()
    {
      return last
    }
    return try makeSnapshot(of: parts() + comparingParts(isWhole: false))
  }

  package func freshSnapshot() throws -> HubSnapshot {
    try call()
    if let last = hubSpace.snapshots.last, last.hubSequence == hubSequence(),
      try last.tellsWholeHistories()
    {
      return last
    }
    return try makeSnapshot(of: parts() + comparingParts(isWhole: true))
  }

  private func makeSnapshot(of parts: [SnapshotPart]) throws -> HubSnapshot {
    let ahead: UInt64 = planted == .snapshotClaimsTooMuch ? 1 : 0
    let sequence = hubSequence() + ahead
    let snapshot = HubSnapshot(
      hubSequence: sequence, history: history(at: hubSequence()) ?? [],
      blocks: try parts.map { try $0.encode() })
    let others = hubSpace.snapshots.filter { $0.hubSequence != sequence }
    hubSpace.snapshots = Array((others + [snapshot]).suffix(configuration.keptSnapshots))
    return snapshot
  }

  /// What a device with another history compares its own with; not whole where a hub that is restored
  /// from its last backup would be no other.
  private func comparingParts(isWhole: Bool) -> [SnapshotPart] {
    let states = vector().entries.flatMap { entry in
      let first = isWhole ? 1 : max(standing(of: entry.replica).durable, 1)
      // The state at the end stands in the head.
      let last = isWhole ? entry.sequence : entry.sequence - 1
      return (first..<max(first, last + 1)).compactMap { sequence in
        let dot = Dot(entry.replica, sequence)
        return content.chain(after: dot).map { (dot: dot, prefix: HashChain.prefix($0)) }
      }
    }
    return SnapshotPart.comparing(
      SnapshotSpine.joining(states), content.rewritings.sorted { $0.dot < $1.dot },
      statesPerPart: configuration.statesPerSnapshotPart)
  }

  /// The space's state in small parts; the first holds all authors' heads.
  private func parts() throws -> [SnapshotPart] {
    var first = SnapshotPart()
    for dot in vector().entries {
      guard let head = head(of: dot.replica) else { continue }
      let number = hubSpace.numbers.replicas[dot.replica]?.number ?? 0
      first.heads.append(SnapshotHead(replica: dot.replica, number: number, head: head))
      first.stamps[dot] = try stamp(of: dot)
    }
    var parts = [first]
    let records = content.records.values
      .map { SnapshotRecord(ordinal: hubSpace.numbers.records[$0.key]?.number ?? 0, record: $0) }
      .sorted { $0.ordinal < $1.ordinal }
    for entry in records {
      if parts[parts.count - 1].records.count >= configuration.recordsPerSnapshotPart {
        parts.append(SnapshotPart())
      }
      try add(entry, to: &parts[parts.count - 1])
    }
    return parts
  }

  private func add(_ entry: SnapshotRecord, to part: inout SnapshotPart) throws {
    part.records.append(entry)
    for cell in entry.record.cells.values {
      for version in cell.past { part.stamps[version.dot] = try stamp(of: version.dot) }
      for sibling in cell.siblings {
        part.stamps[sibling.dot] = try stamp(of: sibling.dot)
        if cell.siblings.count > 1 {
          part.clocks[sibling.dot] = content.clock(of: sibling.dot)
        }
      }
    }
  }
}
