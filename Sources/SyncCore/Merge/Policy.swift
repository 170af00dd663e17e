/// A named, versioned, pure rule from a cell's siblings to the value in force.
///
/// A policy runs when a cell is read and never writes. Its text form, `latest@1`, is what schemas,
/// explanations and the library spell; the meaning of a version never changes.
package enum Policy: String, Hashable, Sendable, CaseIterable {
  /// The latest by (time, replica, sequence).
  case latest = "latest@1"
  /// The earliest by (time, replica, sequence).
  case first = "first@1"
  /// The least value; equal ranks go to the latest.
  case least = "least@1"
  /// The greatest value; equal ranks go to the latest.
  case greatest = "greatest@1"
  /// True if any sibling is true.
  case anyTrue = "anyTrue@1"
  /// A person decides; until then the value before the conflict is in force.
  case reviewBase = "review(base)@1"
  /// A person decides; until then the latest candidate is shown, marked.
  case reviewLatest = "review(latest)@1"
  /// Texts are merged by paragraph, then by word; two edits of one sentence wait for a person.
  case text = "text@1"
  /// The life cell: an existence beats a deletion.
  case aliveWins = "aliveWins@1"

  /// Whether different values always wait for a person; texts do where they do not fit together.
  package var asksPerson: Bool { self == .reviewBase || self == .reviewLatest }
}

extension Policy {
  /// What a reader of `cell` is shown.
  ///
  /// Pure and total: no sibling set can make it fail. Long text is shown as its words under every
  /// policy.
  ///
  /// `stamp` finds the stamp of a sibling's change; asked for only where siblings compete.
  package func read<Failure: Error>(
    _ cell: Cell?, stamp: (Dot) throws(Failure) -> Stamp
  ) throws(Failure) -> Reading {
    guard let cell, !cell.siblings.isEmpty else {
      return Reading(status: .unset, value: .null, candidates: [], base: nil)
    }
    let versions = cell.versions
    let siblings = cell.siblings.map { $0.shown(versions) }
    let isReadable = !siblings.contains(where: \.isProse)
    if siblings.count == 1 {
      let only = siblings[0]
      let candidate = Candidate(value: only.value, dots: [only.dot], base: only.base)
      return Reading(
        status: isReadable ? .single : .conflict, value: only.value, candidates: [candidate],
        base: only.base)
    }
    var times: [Dot: HybridTime] = [:]
    for sibling in siblings { times[sibling.dot] = try stamp(sibling.dot).time }
    let ordered = siblings.sorted { left, right in
      (times[left.dot, default: .zero], left.dot) < (times[right.dot, default: .zero], right.dot)
    }
    return reading(of: ordered, versions)
  }

  /// `ordered` holds at least two siblings, ascending by (time, dot).
  private func reading(of ordered: [Sibling], _ versions: TextVersions?) -> Reading {
    let candidates = candidates(of: ordered)
    let base = leastBase(of: ordered)
    let isReadable = !ordered.contains(where: \.isProse)
    #if MUTANTS
      if Mutant.isPlanted(.agreementIsConflict), candidates.count == 1 {
        return Reading(
          status: .conflict, value: ordered[0].value, candidates: candidates, base: base)
      }
    #endif
    if candidates.count == 1 {
      return Reading(
        status: isReadable ? .agreed : .conflict, value: ordered[0].value, candidates: candidates,
        base: base)
    }
    if self == .text {
      let merge = versions.flatMap { Self.merge(ordered, of: $0) }
      let merged = merge?.text
      return Reading(
        status: merge?.isClean == true ? .decided : .conflict,
        value: merged.map { $0.isEmpty ? .null : .text($0) } ?? latestText(of: ordered),
        candidates: candidates, base: base, text: merge)
    }
    return Reading(
      status: asksPerson || !isReadable ? .conflict : .decided,
      value: decide(ordered, base: base), candidates: candidates, base: base)
  }

  /// The latest value that can be read.
  private func latestText(of ordered: [Sibling]) -> Value {
    (ordered.last { !$0.isProse } ?? ordered[ordered.count - 1]).value
  }

  /// `ordered` holds at least two siblings, ascending by (time, dot).
  private func decide(_ ordered: [Sibling], base: Base?) -> Value {
    let latest = ordered[ordered.count - 1].value
    #if MUTANTS
      if Mutant.isPlanted(.firstTakesLatest), self == .first { return latest }
    #endif
    switch self {
    case .latest, .reviewLatest, .text:
      return latest
    case .first:
      return ordered[0].value
    case .reviewBase:
      return base?.value ?? .null
    case .least:
      return ordered.reversed().reduce(latest) { $1.value.precedes($0) ? $1.value : $0 }
    case .greatest:
      return ordered.reversed().reduce(latest) { $0.precedes($1.value) ? $1.value : $0 }
    case .anyTrue:
      return ordered.contains { $0.value == .boolean(true) } ? .boolean(true) : latest
    case .aliveWins:
      return ordered.contains { $0.value == .boolean(true) } ? .boolean(true) : latest
    }
  }

  private func candidates(of ordered: [Sibling]) -> [Candidate] {
    var values: [Value] = []
    for sibling in ordered where !values.contains(sibling.value) { values.append(sibling.value) }
    return values.map { value in
      let siblings = ordered.filter { $0.value == value }
      return Candidate(value: value, dots: siblings.map(\.dot), base: leastBase(of: siblings))
    }
  }

  private func leastBase(of siblings: [Sibling]) -> Base? {
    siblings.compactMap(\.base).min { ($0.time, $0.dot) < ($1.time, $1.dot) }
  }
}

extension HybridTime {
  /// The time before every time.
  package static let zero = HybridTime(rawValue: 0)
}
