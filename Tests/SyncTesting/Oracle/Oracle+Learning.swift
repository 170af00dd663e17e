internal import SyncCore
internal import SyncSession

extension Oracle {
  /// Notes what no person wrote: changes that a device wrote again, and the hub's own.
  mutating func learn(
    _ content: MemorySpace, of holder: Holder, knowing device: DeviceKnowledge?,
    _ journal: inout Journal
  ) throws {
    let unknown = content.heads.filter { journal.entry(chain: $0.value.chain) == nil }
    for (replica, head) in unknown.sorted(by: { $0.key < $1.key }) {
      var entries: [LedgerEntry] = []
      var sequence = head.sequence
      while sequence > 0, let entry = content.log[Dot(replica, sequence)],
        journal.entry(chain: entry.head.chain) == nil
      {
        entries.append(entry)
        sequence -= 1
      }
      for entry in entries.reversed() { try learn(entry, content, holder, device, &journal) }
    }
  }

  private mutating func learn(
    _ entry: LedgerEntry, _ content: MemorySpace, _ holder: Holder, _ device: DeviceKnowledge?,
    _ journal: inout Journal
  ) throws {
    let change = entry.change
    let before = before(change, content, journal)
    try checkWritten(change, before, journal)
    if hubReplicas.contains(change.dot.replica) {
      try checkHub(change, before, journal)
      _ = journal.append(
        change, canonical: entry.canonical, chain: entry.head.chain, before: before, source: .hub,
        root: nil)
      return
    }
    // The hub writes nothing again: what is new there was seen on a device before.
    guard let device, let source = device.source(of: change.dot, journal),
      let original = original(of: change, from: source, journal, device)
    else {
      throw Finding(
        .conservation,
        "\(holder) holds \(change.dot), which nobody wrote so: \(change); known under this name: "
          + "\(journal.entries.filter { $0.change.dot == change.dot }.map(\.change))")
    }
    try checkRewritten(change, as: original, from: source, before, journal, device)
    _ = journal.append(
      change, canonical: entry.canonical, chain: entry.head.chain, before: before,
      source: .rewriting, root: original.root)
  }

  /// What the change says that its author's replica had applied.
  private func before(_ change: Change, _ content: MemorySpace, _ journal: Journal) -> Applied {
    let own = change.dot.replica
    var before = Applied()
    if change.dot.sequence > 1,
      let chain = content.chain(after: Dot(own, change.dot.sequence - 1)),
      let previous = journal.entry(chain: chain)
    {
      before = previous.applied
    }
    for dot in change.dependencies {
      guard let author = journal.author(dot.replica), let head = content.heads[dot.replica],
        let line = line(of: dot.replica, to: head, content, journal)
      else { continue }
      before.set(Array(line.prefix(Int(dot.sequence))), of: author)
    }
    return before
  }

  /// An author's line as a replica holds it; where its end is not known yet, up to what is.
  private func line(
    of replica: ReplicaID, to head: AuthorHead, _ content: MemorySpace, _ journal: Journal
  ) -> [Int]? {
    if let entry = journal.entry(chain: head.chain) { return entry.line }
    var sequence = head.sequence
    while sequence > 1 {
      sequence -= 1
      guard let chain = content.chain(after: Dot(replica, sequence)) else { return nil }
      if let entry = journal.entry(chain: chain) { return entry.line }
    }
    return nil
  }

  private mutating func checkWritten(
    _ change: Change, _ before: Applied, _ journal: Journal
  ) throws {
    let author = journal.author(change.dot.replica) ?? .max
    try expect(
      .contiguity, UInt64(before.line(of: author).count) + 1 == change.dot.sequence,
      "\(change.dot) follows number \(before.line(of: author).count)")
    for dot in change.dependencies + change.writes.flatMap(\.supersedes) {
      try expect(
        .clock, journal.entry(dot, in: before) != nil, "\(change.dot) knows \(dot) too early")
    }
    try checkTime(change, before, journal)
  }

  /// The hub takes away what was deleted and seen, and versions that were superseded; nothing else.
  private mutating func checkHub(
    _ change: Change, _ before: Applied, _ journal: Journal
  ) throws {
    for write in change.writes {
      guard write.value == .absent else {
        throw Finding(.purge, "the hub writes \(write.value) into \(write.key).\(write.field)")
      }
      let name = Journal.CellName(key: write.key, field: write.field)
      let expected = journal.cell(name).map { journal.expected($0, at: before) }
      let live = Set(expected?.siblings.map(\.dot) ?? [])
      let takesLive = write.supersedes.contains(where: live.contains)
      try expect(
        .purge, !takesLive || isHidden(write.key, before, journal),
        "the hub purges \(write.key), which is not deleted")
      let isKnown = Set(expected?.past.map(\.dot) ?? []).union(live).isSuperset(
        of: write.supersedes)
      try expect(.purge, isKnown, "the hub takes away what is not there of \(write.key)")
    }
  }

  /// A record is hidden if it was deleted and nothing in it is newer than what a deletion was shown.
  func isHidden(_ key: RecordKey, _ applied: Applied, _ journal: Journal) -> Bool {
    var deletions: [VersionVector] = []
    var others: [Dot] = []
    for (cell, name) in journal.cells.enumerated() where name.key == key {
      for sibling in journal.expected(cell, at: applied).siblings {
        if name.field != Field.life {
          others.append(sibling.dot)
        } else if case .deleted(let shown) = sibling.value {
          deletions.append(shown)
        } else {
          return false
        }
      }
    }
    return !deletions.isEmpty
      && others.allSatisfy { dot in deletions.contains { $0.contains(dot) } }
  }
}
