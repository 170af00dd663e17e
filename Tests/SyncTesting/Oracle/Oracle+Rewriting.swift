internal import SyncCore

extension Oracle {
  /// A change that is written again says what the first one said, in the names that hold now, and is
  /// written again only by who cannot tell that it is there already.
  ///
  /// `source` is the change whose body or live writes the device had: the first one or a repetition.
  mutating func checkRewritten(
    _ change: Change, as original: Journal.Entry, from source: Journal.Entry, _ before: Applied,
    _ journal: Journal, _ device: DeviceKnowledge
  ) throws {
    try checkOrigin(change, original, device)
    try checkSource(change, source, before, journal, device)
    try checkNeeded(change, original, before, journal, device)
    let first = original.change
    let isWhole = isWhole(change, original, device)
    try expect(
      .rewriting, change.clockOffset == first.clockOffset,
      "\(change.dot) tells another clock offset than \(first.dot)")
    if isWhole {
      try expect(
        .rewriting,
        change.intent == first.intent && change.note == first.note
          && change.extensions == first.extensions && change.writes.count == first.writes.count,
        "\(change.dot) leaves out what \(first.dot) said")
    } else {
      // Of a change whose body is gone, as after a snapshot, what is live of it is written again.
      try expect(
        .rewriting, !device.heldBody(of: original),
        "\(change.dot) repeats a part of \(first.dot), which was there whole")
    }
    for write in change.writes {
      let written = source.change.writes.first { $0.key == write.key && $0.field == write.field }
      guard let written else {
        throw Finding(.rewriting, "\(change.dot) writes another cell than \(first.dot)")
      }
      try checkSuperseded(write, of: change, as: written, of: source, before, journal, device)
      try checkSaid(write, of: change, as: written, of: source, before, journal, device)
    }
  }

  /// A repetition names the first author and time, unless its author's replica is unknown to the hub,
  /// which believes nothing said in the name of such a one.
  private mutating func checkOrigin(
    _ change: Change, _ original: Journal.Entry, _ device: DeviceKnowledge
  ) throws {
    guard let origin = change.origin else {
      return try expect(
        .rewriting, !device.believesAuthor(of: original),
        "\(change.dot) repeats \(original.change.dot) without a word on it")
    }
    let stamp = original.stamp
    try expect(
      .rewriting,
      origin.dot == original.change.dot && origin.time == stamp.time && origin.actor == stamp.actor,
      "\(change.dot) repeats \(original.change.dot) under another name, time or author")
  }

  /// What is written again was here and is taken out, and it is written again once.
  private mutating func checkSource(
    _ change: Change, _ source: Journal.Entry, _ before: Applied, _ journal: Journal,
    _ device: DeviceKnowledge
  ) throws {
    let own = before.line(of: journal.author(change.dot.replica) ?? .max)
      .filter { $0 >= device.firstNew }.map { journal.entries[$0].change.dot }
    try expect(
      .rewriting, !own.contains { device.source(of: $0, journal)?.index == source.index },
      "\(change.dot) repeats \(journal.description(of: source.index)) once more")
    try expect(
      .rewriting, device.tookOut(source),
      "\(change.dot) repeats \(journal.description(of: source.index)), which stays")
    try expect(
      .rewriting, !device.knewRefused(source),
      "\(change.dot) repeats \(journal.description(of: source.index)), which the hub refuses")
  }

  /// Nobody writes again what can be told to be there.
  ///
  /// Where a device cannot tell, it writes again: equal values agree, a lost one does not come back.
  private mutating func checkNeeded(
    _ change: Change, _ original: Journal.Entry, _ before: Applied, _ journal: Journal,
    _ device: DeviceKnowledge
  ) throws {
    // Of a change that came in a snapshot, without a body, what is live of it has a hash of its own.
    let said = change.origin?.hash ?? (device.heldBody(of: original) ? original.hash : [])
    for index in before.lines.joined() where journal.entries[index].root == original.root {
      let twin = journal.entries[index]
      try expect(
        .rewriting,
        !device.canTell(twin, repeats: [said])
          && !(device.tookOut(twin) && isLive(twin, at: before, journal)),
        "\(change.dot) repeats \(journal.description(of: original.index)), which is there as "
          + journal.description(of: index))
    }
  }

  /// Whether all that a change wrote is live under its own name.
  private func isLive(_ entry: Journal.Entry, at applied: Applied, _ journal: Journal) -> Bool {
    entry.cells.allSatisfy { cell in
      journal.expected(cell, at: applied).siblings.contains { $0.dot == entry.change.dot }
    }
  }

  /// The change that a person wrote and a device repeats: the one that its origin tells; nil where that
  /// is not what `source` says, the change of which the device says that it writes it again.
  ///
  /// A change of a replica that the hub does not know goes without a word on its origin, and where only
  /// what was live of one was left, nobody knows its hash: then `source` itself is repeated.
  func original(
    of change: Change, from source: Journal.Entry, _ journal: Journal, _ device: DeviceKnowledge
  ) -> Journal.Entry? {
    if let origin = change.origin, let entry = journal.entry(hash: origin.hash) {
      return entry.root == source.root ? entry : nil
    }
    if change.origin == nil, device.heldBody(of: source) {
      return says(change, what: source, device) ? source : nil
    }
    guard says(change, partOf: source, device) else { return nil }
    // Where `source` repeats an earlier one itself, it is the first one's name that is passed on.
    let first = journal.entries.first {
      $0.root == source.root && $0.change.dot == change.origin?.dot
    }
    return first ?? source
  }

  /// Whether a change repeats another one.
  private func says(_ change: Change, what entry: Journal.Entry, _ device: DeviceKnowledge) -> Bool
  {
    let first = entry.change
    return first.intent == change.intent && first.note == change.note
      && first.clockOffset == change.clockOffset && first.writes.count == change.writes.count
      && zip(first.writes, change.writes).allSatisfy { isSame($0, $1, device) }
  }

  /// Whether a change repeats what was live of one without a body.
  private func says(_ change: Change, partOf entry: Journal.Entry, _ device: DeviceKnowledge)
    -> Bool
  {
    entry.change.clockOffset == change.clockOffset
      && change.writes.allSatisfy { new in
        entry.change.writes.contains { isSame($0, new, device) }
      }
  }

  private func isSame(_ old: Write, _ new: Write, _ device: DeviceKnowledge) -> Bool {
    guard old.key == new.key, old.field == new.field else { return false }
    switch (old.value, new.value) {
    case (.deleted, .deleted): return true
    case (.prose, .prose(.whole(let words))): return device.texts.text(of: old.value) == words
    default: return old.value == new.value
    }
  }

  /// Whether a change repeats all writes of another one.
  private func isWhole(
    _ change: Change, _ original: Journal.Entry, _ device: DeviceKnowledge
  ) -> Bool {
    change.origin.map { $0.hash == original.hash } ?? device.heldBody(of: original)
  }

  /// It supersedes what the first one superseded, by all names that the device can know, and nothing
  /// else.
  private mutating func checkSuperseded(
    _ write: Write, of change: Change, as first: Write, of original: Journal.Entry,
    _ before: Applied, _ journal: Journal, _ device: DeviceKnowledge
  ) throws {
    let shown = first.supersedes.compactMap { journal.entry($0, in: original.applied) }
    let told = Set(write.supersedes.compactMap { journal.entry($0, in: before)?.root })
    let isNamed = device.names(of: shown, at: before, journal)
    let known = before.lines.joined().map { journal.entries[$0] }.filter(isNamed).map(\.root)
    try expect(
      .rewriting,
      told.isSubset(of: shown.map(\.root))
        && (!isWhole(change, original, device) || told.isSuperset(of: known)),
      "\(change.dot) supersedes \(write.supersedes), \(original.change.dot) \(first.supersedes)")
  }

  /// It says the same value with the same base.
  private mutating func checkSaid(
    _ write: Write, of change: Change, as first: Write, of original: Journal.Entry,
    _ before: Applied, _ journal: Journal, _ device: DeviceKnowledge
  ) throws {
    let name = "\(change.dot), again \(original.change.dot),"
    switch (write.value, first.value) {
    case (.prose(.whole(let words)), .prose):
      try expect(
        .rewriting, device.texts.text(of: first.value) == words, "\(name) says other words")
    case (.prose(.patch(let patch)), .prose):
      // A patch stays one only where what it is a patch of stands under its name.
      let base = journal.entry(patch.base, in: before)
      try expect(
        .rewriting,
        write.value == first.value && base != nil
          && base?.index == journal.entry(patch.base, in: original.applied)?.index,
        "\(name) is a patch of what is not there")
    case (.deleted(let vector), .deleted(let firstVector)):
      let deletion = RewrittenDeletion(
        key: write.key, vector: vector, firstVector: firstVector, original: original)
      try check(deletion, name, before, journal, device)
    default:
      try expect(.rewriting, write.value == first.value, "\(name) says something else")
    }
    // A value that the hub refuses is no base for anybody else.
    let base = first.base.flatMap { journal.entry($0.dot, in: original.applied) }
    let isRefused = base.map { entry in setAside.values.contains { $0.contains(entry.hash) } }
    try expect(
      .rewriting, write.base?.value == first.base?.value || isRefused ?? false,
      "\(name) carries another base")
  }

  /// A deletion that is written again.
  private struct RewrittenDeletion {
    let key: RecordKey
    let vector: VersionVector
    let firstVector: VersionVector
    let original: Journal.Entry
  }

  /// The new vector covers the writes of the record that the first one covered, and no others.
  ///
  /// A vector counts without gaps. So of each author's line it can cover what comes before the first
  /// change that was not shown, or that the device took out because the hub tells another history from
  /// there, or that came in a snapshot, which does not say what is a repetition.
  private mutating func check(
    _ deletion: RewrittenDeletion, _ name: String, _ before: Applied, _ journal: Journal,
    _ device: DeviceKnowledge
  ) throws {
    let original = deletion.original
    let seen = original.applied.lines.joined().map { journal.entries[$0] }
      .filter { deletion.firstVector.contains($0.change.dot) }
    let shown = Set(seen.map(\.root))
    let isNamed = device.names(of: seen, at: before, journal)
    let cuts = device.cuts
    for line in before.lines {
      var isCoverable = true
      for entry in line.map({ journal.entries[$0] }) {
        let dot = entry.change.dot
        let isCut = cuts[dot.replica].map { $0 <= dot.sequence } ?? false
        if isCut || !isNamed(entry) { isCoverable = false }
        guard entry.change.writes.contains(where: { $0.key == deletion.key }) else { continue }
        let isCovered = deletion.vector.contains(dot)
        try expect(
          .rewriting, !isCovered || shown.contains(entry.root), "\(name) covers \(dot), unseen")
        try expect(
          .rewriting, isCovered || !isCoverable, "\(name) does not cover \(dot) any more")
      }
    }
  }
}
