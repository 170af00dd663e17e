internal import SyncCore

extension Oracle {
  /// Notes a change and checks that it says what its author was shown and meant.
  mutating func note(_ authored: AuthoredChange) throws {
    let change = authored.change
    let space = authored.plan.space
    let journal = journals[space] ?? Journal()
    if let other = journal[change.dot], other.change != change {
      throw Finding("\(change.dot) names two changes")
    }
    let sequence = authored.applied[change.dot.replica]
    try expect(change.dot.sequence == sequence + 1, "\(change.dot) does not follow \(sequence)")
    try checkClock(change, applied: authored.applied, journal)
    try checkTime(change)
    for planned in authored.plan.writes { try check(change, planned, journal) }
    try expect(
      change.writes.count == authored.plan.writes.count, "\(change.dot) writes what nobody planned")
    journals[space, default: Journal()].append(authored)
  }

  private func checkClock(
    _ change: Change, applied: VersionVector, _ journal: Journal
  ) throws {
    let before = journal.last(of: change.dot.replica)?.clock ?? VersionVector()
    let own = change.dot.replica
    let told = before.union(VersionVector(change.dependencies)).entries
      .filter { $0.replica != own }
    try expect(
      told == applied.entries.filter { $0.replica != own },
      "\(change.dot) tells another clock than its author had")
    for shown in change.writes.flatMap(\.supersedes) {
      try expect(applied.contains(shown), "\(change.dot) supersedes \(shown) before it came")
    }
  }

  private mutating func checkTime(_ change: Change) throws {
    let last = lastTimes[change.dot.replica] ?? .zero
    try expect(last < change.time, "the time of \(change.dot) does not move on")
    lastTimes[change.dot.replica] = change.time
  }

  private func check(_ change: Change, _ planned: PlannedWrite, _ journal: Journal) throws {
    let shown = planned.shown
    let write = change.writes.first { $0.key == shown.key && $0.field == shown.field }
    guard let write else { throw Finding("\(change.dot) lacks a write of \(shown.field)") }
    let replaced = replaced(by: planned)
    try expect(
      write.supersedes == replaced.map(\.dot).sorted(),
      "\(change.dot) supersedes \(write.supersedes), shown was \(shown.siblings.map(\.dot))")
    try expect(write.value == planned.value, "\(change.dot) changes a value on its way")
    try expect(
      write.base == base(of: planned, replaced: replaced, change.dot.replica, journal),
      "\(change.dot) carries another base for \(shown.field) than its author was shown")
    if case .deleted(let vector) = write.value {
      try expect(vector == shown.vector, "\(change.dot) deletes more than was shown")
    }
  }

  /// The siblings that an edit replaces, by what its author was shown and chose.
  private func replaced(by planned: PlannedWrite) -> [Sibling] {
    switch planned.reach {
    case .everything: planned.shown.siblings
    case .candidate(let candidate):
      planned.shown.siblings.filter { $0.value == candidate.value }
    }
  }

  /// The base by its definition: what stood before, or what that one had where others never saw it.
  private func base(
    of planned: PlannedWrite, replaced: [Sibling], _ own: ReplicaID, _ journal: Journal
  ) -> Base? {
    let policy = WorldSchema.policy(of: planned.shown.field)
    guard policy.asksPerson else { return nil }
    let handedOn = replaced.compactMap(\.base).min { ($0.time, $0.dot) < ($1.time, $1.dot) }
    if case .candidate = planned.reach { return handedOn }
    if Set(replaced.map(\.value)).count > 1 { return handedOn }
    let timed = replaced.compactMap { sibling in
      journal[sibling.dot].map { (time: $0.change.time, sibling: sibling) }
    }
    guard let last = timed.max(by: { ($0.time, $0.sibling.dot) < ($1.time, $1.sibling.dot) })
    else { return nil }
    let dot = last.sibling.dot
    if dot.replica == own, dot.sequence > planned.shown.accepted { return handedOn }
    return Base(dot: dot, time: last.time, value: last.sibling.value)
  }
}
