internal import SyncCore
internal import SyncSession

extension Oracle {
  /// Notes a change that a person wrote and checks that it says what its author was shown and meant.
  ///
  /// `content` is the author's replica right after the transaction.
  mutating func note(
    _ entry: LedgerEntry, _ plan: PlannedEdit, in content: MemorySpace, of holder: Holder
  ) throws {
    let change = entry.change
    var journal = journals[plan.space] ?? Journal()
    journals[plan.space] = nil
    defer { journals[plan.space] = journal }
    let before = try before(change.dot, content, holder, &journal)
    let author = journal.place(of: change.dot.replica)
    try expect(
      .contiguity, change.dot.sequence == UInt64(before.line(of: author).count) + 1,
      "\(change.dot) does not follow \(before.line(of: author).count)")
    try expect(
      .retention, before.covers(held[Place(holder: holder, space: plan.space)] ?? Applied()),
      "\(holder) forgot something before it wrote \(change.dot)")
    try checkClock(change, before, journal)
    try checkTime(change, before, journal)
    for planned in plan.writes { try check(change, planned, before, journal) }
    try expect(
      .basis,
      change.writes.count == plan.writes.count && change.intent == plan.intent
        && change.note == plan.note && change.extensions == plan.extensions,
      "\(change.dot) says what nobody planned")
    _ = journal.append(
      change, canonical: entry.canonical, chain: entry.head.chain, before: before,
      source: .person(plan), root: nil)
  }

  /// What a replica held before its own change.
  private mutating func before(
    _ dot: Dot, _ content: MemorySpace, _ holder: Holder, _ journal: inout Journal
  ) throws -> Applied {
    var before = Applied()
    for (replica, head) in content.heads {
      var chain = head.chain
      if replica == dot.replica {
        guard dot.sequence > 1 else { continue }
        guard let earlier = content.chain(after: Dot(replica, dot.sequence - 1)) else {
          throw Finding(.contiguity, "\(holder) has no chain before \(dot)")
        }
        chain = earlier
      }
      guard let entry = journal.entry(chain: chain) else {
        throw Finding(.dotUniqueness, "\(holder) holds an unknown change of \(replica)")
      }
      before.set(entry.line, of: journal.place(of: replica))
    }
    return before
  }

  private mutating func checkClock(
    _ change: Change, _ before: Applied, _ journal: Journal
  ) throws {
    let own = change.dot.replica
    let last = before.line(of: journal.author(own) ?? 0).last
    let known = last.map { journal.entries[$0].clock(journal) } ?? []
    let told = VersionVector(known).union(VersionVector(change.dependencies)).entries
      .filter { $0.replica != own }
    let applied = before.lines.compactMap { $0.last.map { journal.entries[$0].change.dot } }
      .filter { $0.replica != own }.sorted()
    try expect(.clock, told == applied, "\(change.dot) tells another clock than its author had")
    for shown in change.writes.flatMap(\.supersedes) {
      try expect(
        .clock, journal.entry(shown, in: before) != nil,
        "\(change.dot) supersedes \(shown) before it came")
    }
  }

  /// The times of one author rise.
  mutating func checkTime(_ change: Change, _ before: Applied, _ journal: Journal) throws {
    let line = before.line(of: journal.author(change.dot.replica) ?? .max)
    let last = line.last.map { journal.entries[$0].change.time } ?? .zero
    try expect(.time, last < change.time, "the time of \(change.dot) does not move on")
  }

  private mutating func check(
    _ change: Change, _ planned: PlannedWrite, _ before: Applied, _ journal: Journal
  ) throws {
    let shown = planned.shown
    let write = change.writes.first { $0.key == shown.key && $0.field == shown.field }
    guard let write else {
      throw Finding(.basis, "\(change.dot) lacks a write of \(shown.field)")
    }
    let replaced = replaced(by: planned)
    try expect(
      .basis, write.supersedes == replaced.map(\.dot).sorted(),
      "\(change.dot) supersedes \(write.supersedes), shown was \(shown.siblings.map(\.dot))")
    try expect(
      .basis, write.value == planned.value, "\(change.dot) changes a value on its way")
    try expect(
      .basis, write.base == base(of: planned, replaced: replaced, before, journal),
      "\(change.dot) carries another base for \(shown.field) than its author was shown")
    if case .deleted(let vector) = write.value {
      try expect(.basis, vector == shown.vector, "\(change.dot) deletes more than was shown")
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
    of planned: PlannedWrite, replaced: [Sibling], _ before: Applied, _ journal: Journal
  ) -> Base? {
    guard WorldSchema.policy(of: planned.shown.field).asksPerson else { return nil }
    let handedOn = replaced.compactMap(\.base).min { ($0.time, $0.dot) < ($1.time, $1.dot) }
    if case .candidate = planned.reach { return handedOn }
    if Set(replaced.map(\.value)).count > 1 { return handedOn }
    let timed = replaced.compactMap { sibling in
      journal.entry(sibling.dot, in: before).map { (time: $0.stamp.time, sibling: sibling) }
    }
    guard let last = timed.max(by: { ($0.time, $0.sibling.dot) < ($1.time, $1.sibling.dot) })
    else { return nil }
    if planned.shown.pending.contains(last.sibling.dot) { return handedOn }
    return Base(dot: last.sibling.dot, time: last.time, value: last.sibling.value)
  }
}
