internal import SyncCore
internal import SyncProtocol

/// Joins a snapshot of the hub's with what the device holds.
///
/// Changes that the hub lacks stay and are offered to it. Where the two histories of one replica
/// differ, because a database was copied or restored, the hub's stands: the device's own version of
/// it is taken out and written again under an id of its own, one for one. Running it twice with the
/// same snapshot changes nothing.
struct Recovery<Ledger: DeviceLedger> {
  let ledger: Ledger
  private let parts: [SnapshotPart]
  private let hub: HubChains
  /// The hub's heads.
  private var heads: [ReplicaID: AuthorHead] { hub.heads }

  init(ledger: Ledger, parts: [SnapshotPart]) {
    self.ledger = ledger
    self.parts = parts
    hub = HubChains(parts)
  }

  /// Whether the snapshot does not say enough, or something differs of which the hub was not told yet.
  func isPremature() throws -> Bool {
    let division = try RecoveryDivision(ledger, hub: hub)
    return try division.isDoubtful || (!ledger.isRecovering() && !division.isClean)
  }

  func run() throws -> RecoveryReport {
    let division = try RecoveryDivision(ledger, hub: hub)
    let mine = try ledger.vector()
    var report = RecoveryReport()
    let isOvertaken = heads[ledger.own].map { $0.sequence > mine[ledger.own] } ?? false
    let isForked = division.cuts[ledger.own] != nil
    let event: IdentityEvent.Kind =
      if division.isClean {
        .overtaken
      } else if division.setsAside {
        .setAside
      } else {
        division.isOwnForked ? .forked : .rewritten
      }
    if isForked || isOvertaken { try ledger.renewIdentity() }
    if try division.isClean && !ledger.isDamaged() {
      try join(applied: mine)
    } else {
      let before = try Dictionary(uniqueKeysWithValues: ledger.records().map { ($0.key, $0) })
      let salvaged = try salvage(before, division)
      try replace(before, division)
      var rewriting = try Rewriting(
        ledger: ledger, before: before, division: division, known: Set(heads.keys))
      try rewriting.run(division.going + salvaged)
      report = rewriting.report
    }
    try ledger.clearRejections()
    report.records = parts.reduce(0) { $0 + $1.records.count }
    try learnNumbers()
    try acceptHeads()
    report.offered = UInt64(try ledger.changes(after: theirs).count)
    if !division.isClean || isOvertaken {
      try ledger.note(
        IdentityEvent(
          at: ledger.correctedMilliseconds, kind: event, space: ledger.space,
          replica: ledger.own, count: event == .setAside ? report.setAside : report.rewritten))
    }
    return report
  }

  /// What the hub has applied.
  private var theirs: VersionVector {
    VersionVector(heads.map { Dot($0.key, $0.value.sequence) })
  }

  private func snapshotRecords() -> [RecordKey: Record] {
    Dictionary(
      parts.flatMap(\.records).map { ($0.record.key, $0.record) },
      uniquingKeysWith: { first, _ in first })
  }

  private func adoptParts() throws {
    for part in parts {
      try ledger.adopt(part)
      for rewriting in part.rewritings { try ledger.learn(rewriting) }
    }
  }

  private func join(applied mine: VersionVector) throws {
    let snapshot = snapshotRecords()
    let held = Dictionary(uniqueKeysWithValues: try ledger.records().map { ($0.key, $0) })
    try adoptParts()
    // What the snapshot lacks although the hub has applied it was superseded away there.
    for key in Set(held.keys).union(snapshot.keys).sorted() {
      let own = held[key] ?? Record(key)
      let joined = own.joined(
        with: snapshot[key] ?? Record(key), applied: mine, otherApplied: theirs)
      if joined != own { try ledger.save(joined) }
    }
  }

  /// The hub's state, and on top of it what the hub lacks and nothing speaks against.
  private func replace(_ before: [RecordKey: Record], _ division: RecoveryDivision) throws {
    var state = snapshotRecords()
    let staying = Set(division.staying.map(\.dot))
    let theirs = theirs
    func isKept(_ sibling: Sibling) -> Bool {
      !theirs.contains(sibling.dot) && !division.cuts(sibling.dot) && !staying.contains(sibling.dot)
    }
    // Live writes that came in an earlier snapshot, without a body that could be applied again.
    for (key, record) in before {
      for (field, cell) in record.cells {
        let siblings = cell.siblings.filter(isKept)
        let past = cell.past.filter(isKept)
        if siblings.isEmpty, past.isEmpty { continue }
        let known = state[key]?.cells[field] ?? Cell()
        state[key, default: Record(key)].cells[field] = Cell(
          known.siblings + siblings, past: known.past + past)
      }
    }
    for (replica, first) in division.cuts {
      try ledger.cut(replica, to: first - 1, head: try head(of: replica, at: first - 1))
    }
    try adoptParts()
    for change in RecoveryOrder.sorted(division.staying) {
      #if MUTANTS
        if Mutant.isPlanted(.recoveryDropsPending) { continue }
      #endif
      for write in change.writes {
        state[write.key, default: Record(write.key)].apply(write, dot: change.dot)
      }
    }
    for key in Set(before.keys).union(state.keys).sorted() {
      let record = state[key] ?? Record(key)
      if record != before[key] { try ledger.save(record) }
    }
  }

  /// What is left of a replica whose changes above a count go; nil where nothing is.
  private func head(of replica: ReplicaID, at sequence: UInt64) throws -> AuthorHead? {
    if let head = heads[replica], head.sequence >= sequence { return head }
    guard sequence > 0, let chain = try ledger.chain(after: Dot(replica, sequence)) else {
      return nil
    }
    let clock = try ledger.clock(of: Dot(replica, sequence)) ?? VersionVector()
    return AuthorHead(sequence: sequence, chain: chain, clock: clock)
  }

  /// Whether what somebody wrote again for a live write is seen to say the same.
  private func isWrittenAgain(_ sibling: Sibling, among known: [Sibling]) -> Bool {
    let names = hub.rewritings(of: sibling.dot)
    return known.contains { names.contains($0.dot) && $0.value == sibling.value }
  }

  /// Live writes that go although nobody holds their changes any more, as changes that write them.
  private func salvage(
    _ before: [RecordKey: Record], _ division: RecoveryDivision
  ) throws -> [Change] {
    let going = Set(division.going.map(\.dot))
    let snapshot = snapshotRecords()
    var writes: [Dot: [Write]] = [:]
    for (key, record) in before {
      for (field, cell) in record.cells {
        let known = snapshot[key]?.cells[field]?.siblings ?? []
        for sibling in cell.siblings
        where division.cuts(sibling.dot) && !going.contains(sibling.dot)
          && !known.contains(sibling) && !isWrittenAgain(sibling, among: known)
        {
          writes[sibling.dot, default: []].append(
            Write(key, field, supersedes: [], value: sibling.value, base: sibling.base))
        }
      }
    }
    return try writes.map { dot, writes in
      let stamp = try ledger.stamp(of: dot)
      return Change(
        dot: dot, dependencies: [], time: stamp.time, actor: stamp.actor,
        clockOffset: stamp.clockOffset, intent: .edit,
        writes: writes.sorted { ($0.key, $0.field) < ($1.key, $1.field) })
    }
  }

  /// A snapshot names everything that the hub takes for known at its hub sequence.
  private func learnNumbers() throws {
    try ledger.forgetNumbers()
    let ordinals = parts.flatMap(\.records).map { ($0.ordinal, $0.record.key) }
    let numbers = parts.flatMap(\.heads).map { ($0.number, $0.replica) }
    try ledger.learn(
      records: Dictionary(ordinals, uniquingKeysWith: { first, _ in first }),
      replicas: Dictionary(numbers, uniquingKeysWith: { first, _ in first }),
      isProvisional: false)
  }

  /// The hub holds what its heads say: everything beyond is offered.
  private func acceptHeads() throws {
    for entry in try ledger.vector().entries {
      let count = min(entry.sequence, heads[entry.replica]?.sequence ?? 0)
      try ledger.setAccepted(count, of: entry.replica)
      try ledger.setConfirmed(count, of: entry.replica)
    }
  }
}
