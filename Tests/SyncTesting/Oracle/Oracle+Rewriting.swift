internal import SyncCore

extension Oracle {
  /// A change that is written again says what the first one said, in the names that hold now.
  mutating func checkRewritten(
    _ change: Change, as original: Journal.Entry, _ before: Applied, _ journal: Journal
  ) throws {
    let stamp = original.stamp
    if let origin = change.origin {
      try expect(
        .rewriting,
        origin.dot == original.change.dot && origin.time == stamp.time
          && origin.actor == stamp.actor,
        "\(change.dot) repeats \(original.change.dot) under another name, time or author")
    }
    // Whoever cannot tell whether the hub's change is the same writes it again: equal values agree.
    // But nobody writes it twice.
    let line = before.line(of: journal.author(change.dot.replica) ?? .max)
    try expect(
      .rewriting, !line.contains { journal.entries[$0].root == original.root },
      "\(change.dot) repeats \(journal.description(of: original.index)) once more")
    try expect(
      .rewriting, change.intent == original.change.intent || !isWhole(change, original),
      "\(change.dot) has another intent than \(original.change.dot)")
    for write in change.writes {
      let first = original.change.writes.first { $0.key == write.key && $0.field == write.field }
      guard let first else {
        throw Finding(.rewriting, "\(change.dot) writes another cell than \(original.change.dot)")
      }
      try checkRewritten(write, of: change, as: first, of: original, before, journal)
    }
  }

  /// The change that is repeated, by its hash; or, where only what was live of it was left, by its
  /// name and what it wrote.
  ///
  /// A change of somebody whom the hub does not know goes without a word on its origin: then it is one
  /// that `earlier` held and that said the same.
  func original(of change: Change, _ journal: Journal, in earlier: Applied) -> Journal.Entry? {
    guard let origin = change.origin else {
      return earlier.lines.joined().map { journal.entries[$0] }.first { entry in
        entry.change.intent == change.intent && entry.change.note == change.note
          && change.writes.allSatisfy { write in
            entry.change.writes.contains {
              $0.key == write.key && $0.field == write.field
                && ($0.value == write.value || write.field == WorldSchema.story)
            }
          }
      }
    }
    if let entry = journal.entry(hash: origin.hash) { return entry }
    return journal.entries.first { entry in
      let first = entry.change
      return first.dot == origin.dot && entry.stamp.time == origin.time
        && change.writes.allSatisfy { write in
          first.writes.contains {
            $0.key == write.key && $0.field == write.field && $0.base?.value == write.base?.value
          }
        }
    }
  }

  /// Whether a change repeats all writes of another one.
  private func isWhole(_ change: Change, _ original: Journal.Entry) -> Bool {
    change.origin?.hash == original.hash
  }

  private mutating func checkRewritten(
    _ write: Write, of change: Change, as first: Write, of original: Journal.Entry,
    _ before: Applied, _ journal: Journal
  ) throws {
    let shown = Set(
      first.supersedes.compactMap { journal.entry($0, in: original.applied)?.root })
    let told = write.supersedes.compactMap { journal.entry($0, in: before)?.root }
    let known = journal.roots(in: before)
    try expect(
      .rewriting,
      isWhole(change, original)
        ? Set(told) == shown.intersection(known) : shown.isSuperset(of: told),
      "\(change.dot) supersedes \(write.supersedes), \(original.change.dot) \(first.supersedes)")
    switch (write.value, first.value) {
    case (.prose, .prose): break
    case (.deleted(let vector), .deleted(let firstVector)):
      try checkRewrittenDeletion(
        write.key, vector, change.dot, firstVector, original, before, journal)
    default:
      try expect(
        .rewriting, write.value == first.value,
        "\(change.dot) says something else than \(original.change.dot)")
    }
    try expect(
      .rewriting, write.base?.value == first.base?.value,
      "\(change.dot) carries another base than \(original.change.dot)")
  }

  /// The new vector covers no write of the record that the first one did not cover.
  private mutating func checkRewrittenDeletion(
    _ key: RecordKey, _ vector: VersionVector, _ dot: Dot, _ firstVector: VersionVector,
    _ original: Journal.Entry, _ before: Applied, _ journal: Journal
  ) throws {
    for (cell, name) in journal.cells.enumerated() where name.key == key {
      let places = journal.writes[cell].map { journal.entries[$0.entry] }
      let seen = Set(
        places.filter { original.applied.contains($0) && firstVector.contains($0.change.dot) }
          .map(\.root))
      for entry in places where before.contains(entry) {
        try expect(
          .rewriting, !vector.contains(entry.change.dot) || seen.contains(entry.root),
          "the deletion \(dot) covers more than \(original.change.dot)")
      }
    }
  }
}
