internal import SyncCore
internal import SyncProtocol

/// Writes changes again under the device's present id, one for one.
///
/// What they name of each other is mapped: superseded dots, bases, what a deletion's author was
/// shown. A long text goes whole, since the version that a patch builds on may not be there.
struct Rewriting<Ledger: DeviceLedger> {
  let ledger: Ledger
  /// The records before anything was taken out: what a patch leads to is read there.
  let before: [RecordKey: Record]
  private let division: RecoveryDivision
  /// The replicas whose authors the hub knows.
  private let known: Set<ReplicaID>
  private(set) var report = RecoveryReport()
  /// The changes that go, each with those that now stand for it, since several may have written it
  /// again; none where it is set aside.
  private var successors: [Dot: [Dot]] = [:]
  /// The changes that are set aside.
  private var aside: [Dot: Change] = [:]
  private var rewritten: [(old: Dot, new: Dot)] = []

  init(
    ledger: Ledger, before: [RecordKey: Record], division: RecoveryDivision,
    known: Set<ReplicaID>
  ) throws {
    self.ledger = ledger
    self.division = division
    self.before = before
    self.known = known.union(try ledger.ownReplicas())
  }

  /// Writes the changes again, but for those that the hub refuses for good: they are set aside.
  mutating func run(_ changes: [Change]) throws {
    for change in changes { successors[change.dot] = [] }
    for change in RecoveryOrder.sorted(changes) {
      let standing = try standing(for: change)
      if !standing.isEmpty {
        successors[change.dot] = standing
        if standing != [change.dot] { report.known += 1 }
      } else if let refusal = division.refusal(change.dot) ?? unreadable(change) {
        try ledger.setAside(change, for: refusal)
        aside[change.dot] = change
        report.setAside += 1
      } else {
        try rewrite(change)
      }
    }
  }

  /// A text that is a patch of a version that is gone here too can only be kept.
  private func unreadable(_ change: Change) -> Refusal? {
    let isLost = change.writes.contains { write in
      guard case .prose(.patch) = write.value else { return false }
      return text(of: change.dot, write) == nil
    }
    return isLost ? .baseReleased : nil
  }

  private func text(of dot: Dot, _ write: Write) -> Text? {
    TextVersions(before[write.key]?.cells[write.field] ?? Cell()).text(of: dot)
  }

  private mutating func rewrite(_ change: Change) throws {
    // The hub decides about its own changes; where it does not know one any more, it is void.
    if change.intent == .administer {
      report.dropped += 1
      return
    }
    let origin = change.origin ?? Origin(of: change)
    let draft = Draft(
      intent: change.intent, note: change.note,
      writes: try change.writes.map { try mapped($0, of: change) },
      // Nobody believes what was written by somebody whom the hub does not know.
      origin: known.contains(origin.dot.replica) ? origin : nil, extensions: change.extensions)
    let author = Author(
      replica: ledger.own, user: ledger.user, time: ledger.nextTime(),
      clockOffset: change.clockOffset)
    let dot = try ledger.commit(draft, by: author).change.dot
    try ledger.carry(change.dot, to: dot)
    successors[change.dot] = [dot]
    rewritten.append((change.dot, dot))
    report.rewritten += 1
  }

  /// What says the same as a change already: the change itself, its origin, or what writes it again.
  private func standing(for change: Change) throws -> [Dot] {
    if try isLive(change) { return [change.dot] }
    let origin = change.origin ?? Origin(of: change)
    let first = try ledger.change(origin.dot).flatMap {
      Origin(of: $0).hash == origin.hash ? origin.dot : nil
    }
    let vector = try ledger.vector()
    let again = try ledger.rewritings(of: origin.dot, hash: origin.hash).filter(vector.contains)
    return (first.map { [$0] } ?? []) + again
  }

  /// Whether all that a change says stands under its own name: then nothing of it was lost.
  private func isLive(_ change: Change) throws -> Bool {
    guard try ledger.vector().contains(change.dot), !division.contradicts(change.dot)
    else { return false }
    return try change.writes.allSatisfy { write in
      let siblings = try ledger.record(write.key).cells[write.field]?.siblings ?? []
      return siblings.contains {
        $0.dot == change.dot && $0.value == write.value && $0.base == write.base
      }
    }
  }

  /// Whether what a change wrote to a cell, whose body nobody has, is seen to stand there under its
  /// name: by what was live here, or by what the author who superseded it was shown.
  private func isStillLive(_ dot: Dot, _ write: Write) throws -> Bool {
    guard successors[dot] == nil, !division.contradicts(dot),
      let theirs = try ledger.record(write.key).cells[write.field]?.versions.first(where: {
        $0.dot == dot
      })
    else { return false }
    let mine = before[write.key]?.cells[write.field]?.versions.first { $0.dot == dot }
    return theirs == mine || (write.base?.dot == dot && write.base?.value == theirs.value)
  }

  private func mapped(_ write: Write, of change: Change) throws -> DraftWrite {
    #if MUTANTS
      if Mutant.isPlanted(.rewritesUnmapped) {
        return DraftWrite(
          write.key, write.field, write.value, basis: Basis(dots: [], base: write.base))
      }
    #endif
    let dots = try write.supersedes.flatMap { dot in
      let names = names(of: dot)
      return try names.isEmpty && isStillLive(dot, write) ? [dot] : names
    }
    let base = acceptable(write.base, write).map { base in
      Base(dot: successors[base.dot]?.first ?? base.dot, time: base.time, value: base.value)
    }
    return DraftWrite(
      write.key, write.field, mapped(write.value, write, of: change),
      basis: Basis(dots: Array(Set(dots)), base: base))
  }

  /// The base of a write, where it is no value that the hub refuses: then it is that value's own base.
  private func acceptable(_ base: Base?, _ write: Write) -> Base? {
    guard let base, let refused = aside[base.dot] else { return base }
    let before = refused.writes.first { $0.key == write.key && $0.field == write.field }
    return acceptable(before?.base, write)
  }

  /// What now stands for a change.
  private func names(of dot: Dot) -> [Dot] {
    successors[dot] ?? (division.cuts(dot) ? [] : [dot])
  }

  private func mapped(_ value: Value, _ write: Write, of change: Change) -> Value {
    switch value {
    case .deleted(let shown):
      return .deleted(shown: mapped(shown))
    case .prose(.patch):
      return text(of: change.dot, write).map { .prose(.whole($0)) } ?? value
    default:
      return value
    }
  }

  /// What a deletion's author was shown, in terms of what now stands for it.
  ///
  /// A vector counts without gaps: what was written again is covered up to the first that was not shown.
  private func mapped(_ shown: VersionVector) -> VersionVector {
    var vector = VersionVector()
    for entry in shown.entries {
      let cut = division.cuts[entry.replica] ?? .max
      let isWhole =
        entry.sequence < cut
        || (cut...entry.sequence).allSatisfy {
          let dot = Dot(entry.replica, $0)
          return names(of: dot) == [dot]
        }
      vector.insert(isWhole ? entry : Dot(entry.replica, cut - 1))
    }
    // By this device or by another one that had the same changes.
    let pairs = successors.flatMap { old, all in all.map { (old: old, new: $0) } }
      .filter { $0.old != $0.new }.sorted { $0.new < $1.new }
    for (old, new) in pairs where shown.contains(old) && new.sequence == vector[new.replica] + 1 {
      vector.insert(new)
    }
    return vector
  }
}

extension Origin {
  /// What identifies a change for whoever writes it again.
  init(of change: Change) {
    self.init(
      dot: change.dot, hash: ChangeHash.hash(canonical: Canonical.encode(change)),
      actor: change.actor, time: change.time)
  }
}
