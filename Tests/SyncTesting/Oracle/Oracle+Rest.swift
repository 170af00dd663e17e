internal import SyncCore
internal import SyncSession

extension Oracle {
  /// Readers are shown what the policies' definitions say.
  ///
  /// `texts` knows the words of every version of a long text.
  mutating func checkReadings(
    _ content: MemorySpace, of holder: Holder, texts: ValueSource
  ) throws {
    let journal = journals[content.space] ?? Journal()
    let applied = held[Place(holder: holder, space: content.space)] ?? Applied()
    for (cell, name) in journal.cells.enumerated() {
      let policy = WorldSchema.policy(of: name.field)
      guard policy != .text else {
        try checkText(content.records[name.key]?.cells[name.field], of: name, texts)
        continue
      }
      let dated = journal.expected(cell, at: applied).siblings.map { sibling in
        ReferencePolicy.Dated(
          sibling: sibling, time: journal.entry(sibling.dot, in: applied)?.stamp.time ?? .zero)
      }
      let expected = ReferencePolicy.read(dated, by: policy)
      let reading = policy.read(content.records[name.key]?.cells[name.field]) { dot in
        content.stamp(of: dot) ?? Stamp(time: .zero, actor: "", clockOffset: 0)
      }
      try expect(
        .conflicts,
        reading.status == expected.status && reading.candidates.map(\.value) == expected.values,
        "\(holder) shows \(name.key).\(name.field) as \(reading.status), not \(expected.status)")
      try expect(
        .effectiveValue, reading.value == expected.value,
        "\(holder) shows another value of \(name.key).\(name.field) than \(policy.rawValue) gives")
    }
  }

  /// A text that one person wrote last is shown as that person wrote it.
  private mutating func checkText(
    _ cell: Cell?, of name: Journal.CellName, _ texts: ValueSource
  ) throws {
    guard let cell, cell.siblings.count == 1, let words = texts.text(of: cell.siblings[0].value)
    else { return }
    let reading = Policy.text.read(cell) { _ in Stamp(time: .zero, actor: "", clockOffset: 0) }
    try expect(
      .effectiveValue, reading.value == .text(words),
      "\(name.key).\(name.field) is shown as \(reading.value), not as \(words)")
  }

  /// A record is hidden if it was deleted and nothing in it is newer than what a deletion was shown.
  mutating func checkLife(_ content: MemorySpace, of holder: Holder) throws {
    let journal = journals[content.space] ?? Journal()
    let applied = held[Place(holder: holder, space: content.space)] ?? Applied()
    for record in content.records.values.sorted(by: { $0.key < $1.key }) {
      try expect(
        .life, (record.life == .deleted) == isHidden(record.key, applied, journal),
        "\(holder) shows \(record.key) as \(record.life)")
      let hasLife = !(record.cells[Field.life]?.siblings.isEmpty ?? true)
      try expect(
        .life, (record.life == .quarantined) == (!hasLife && !record.cells.isEmpty),
        "\(holder) shows \(record.key), whose life nobody wrote, as \(record.life)")
    }
  }

  /// What a disaster took from every replica: it need not come back.
  ///
  /// `survivors` is what is left of the space: the devices' logs, and the hub's.
  mutating func noteLoss(in space: SpaceID, survivors: [MemorySpace]) {
    guard let journal = journals[space] else { return }
    var roots: Set<Int> = []
    for content in survivors {
      for entry in content.log.values {
        if let known = journal.entry(chain: entry.head.chain) { roots.insert(known.root) }
      }
    }
    gone[space] = Set(journal.entries.map(\.root)).subtracting(roots)
  }

  /// The changes that the hub has to refuse.
  ///
  /// `mayWrite` says whether the user with this name may write to the space now.
  func refused(in space: SpaceID, mayWrite: (Text) -> Bool) -> Set<Int> {
    guard let journal = journals[space] else { return [] }
    let applied = held[Place(holder: .hub, space: space)] ?? Applied()
    let outside = journal.entries.filter { !applied.contains($0) }
    let refused = outside.filter { entry in
      if case .hub = entry.source { return true }
      return !mayWrite(entry.change.actor)
    }
    return Set(refused.map(\.index))
  }

  /// The changes that the hub has to refuse, and those whose authors had applied them.
  func blocked(in space: SpaceID, by refused: Set<Int>) -> Set<Int> {
    guard let journal = journals[space], !refused.isEmpty else { return [] }
    let applied = held[Place(holder: .hub, space: space)] ?? Applied()
    return Set(
      journal.entries.filter { entry in
        !applied.contains(entry)
          && refused.contains { entry.applied.contains(journal.entries[$0]) }
      }.map(\.index))
  }

  /// The changes of one replica that a holder holds, in order.
  func line(of replica: ReplicaID, held holder: Holder, in space: SpaceID) -> [Int] {
    guard let author = journals[space]?.author(replica) else { return [] }
    return held[Place(holder: holder, space: space)]?.line(of: author) ?? []
  }

  /// Every value ever written is live at the hub, or superseded there by somebody who was shown it,
  /// or on a device because the hub has to refuse it.
  ///
  /// `canOffer` says whether a device holds a change's body and may talk about the space to the hub.
  mutating func checkConservation(
    in space: SpaceID, blocked: Set<Int>, canOffer: (Int, Change) -> Bool
  ) throws {
    guard let journal = journals[space] else { return }
    let applied = held[Place(holder: .hub, space: space)] ?? Applied()
    let roots = journal.roots(in: applied)
    for entry in journal.entries {
      if roots.contains(entry.root) || blocked.contains(entry.index) { continue }
      if gone[space]?.contains(entry.root) ?? false { continue }
      if case .hub = entry.source { continue }
      try checkKept(entry, in: space, journal, canOffer: canOffer)
    }
    for index in applied.lines.joined() {
      let entry = journal.entries[index]
      for (write, cell) in entry.cells.enumerated() {
        try checkFate(entry, write, cell, applied, journal)
      }
    }
  }

  private mutating func checkKept(
    _ entry: Journal.Entry, in space: SpaceID, _ journal: Journal,
    canOffer: (Int, Change) -> Bool
  ) throws {
    var keepers: [Int] = []
    for (place, applied) in held where place.space == space {
      guard case .device(let index) = place.holder else { continue }
      let isAside = setAside[place]?.contains(entry.hash) ?? false
      if isAside || journal.roots(in: applied).contains(entry.root) { keepers.append(index) }
    }
    try expect(
      .conservation, !keepers.isEmpty,
      "nobody holds \(journal.description(of: entry.index)) any more")
    try expect(
      .conservation, !keepers.contains { canOffer($0, entry.change) },
      "the hub lacks \(journal.description(of: entry.index)), which nobody refuses")
  }

  private mutating func checkFate(
    _ entry: Journal.Entry, _ write: Int, _ cell: Int, _ applied: Applied, _ journal: Journal
  ) throws {
    let dot = entry.change.dot
    let successors = journal.writes[cell].filter { place in
      let other = journal.entries[place.entry]
      return other.change.writes[place.write].supersedes.contains(dot) && applied.contains(other)
    }
    guard !successors.isEmpty else { return note(.conservation) }
    let isKnowing = successors.contains { place in
      let successor = journal.entries[place.entry]
      if case .hub = successor.source { return true }
      let root = journal.root(of: successor)
      guard case .person(let plan) = root.source else { return false }
      let name = journal.cells[cell]
      let planned = plan.writes.first { $0.shown.key == name.key && $0.shown.field == name.field }
      return planned?.shown.siblings.contains { sibling in
        journal.entry(sibling.dot, in: root.applied)?.root == entry.root
      } ?? false
    }
    try expect(
      .conservation, isKnowing,
      "\(journal.cells[cell].key).\(journal.cells[cell].field) of \(dot) was replaced unseen")
  }
}

extension Oracle {
  /// A change that one of two holders has and the other one has not.
  struct Difference {
    let index: Int
    let dot: Dot
    /// Whether the first one has it.
    let isAhead: Bool
  }

  func difference(
    between first: Holder, and second: Holder, in space: SpaceID
  ) throws -> [Difference] {
    guard let journal = journals[space] else { return [] }
    let left = held[Place(holder: first, space: space)] ?? Applied()
    let right = held[Place(holder: second, space: space)] ?? Applied()
    return left.subtracting(right).map {
      Difference(index: $0, dot: journal.entries[$0].change.dot, isAhead: true)
    }
      + right.subtracting(left).map {
        Difference(index: $0, dot: journal.entries[$0].change.dot, isAhead: false)
      }
  }

  /// A copy of a holder holds what the original holds.
  mutating func copy(_ original: Holder, to copy: Holder) {
    for (place, applied) in held where place.holder == original {
      held[Place(holder: copy, space: place.space)] = applied
    }
    for (place, hashes) in setAside where place.holder == original {
      setAside[Place(holder: copy, space: place.space)] = hashes
    }
    for (place, content) in known where place.holder == original {
      known[Place(holder: copy, space: place.space)] = content
    }
  }
}
