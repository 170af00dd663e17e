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
  /// The life cell: an existence beats a deletion.
  case aliveWins = "aliveWins@1"

  /// Whether different values wait for a person.
  package var asksPerson: Bool { self == .reviewBase || self == .reviewLatest }
}

/// What a reader of a cell is shown.
package struct Reading: Hashable, Sendable {
  package enum Status: String, Sendable {
    /// Nobody wrote the field.
    case unset
    /// One live write.
    case single
    /// Several live writes of one value.
    case agreed
    /// Several values; the policy chose.
    case decided
    /// Several values; a person has to choose.
    case conflict
  }

  package let status: Status
  /// The value in force.
  package let value: Value
  /// One for each value, in the order in which they were first written.
  package let candidates: [Candidate]
  /// The base of a conflict, or of the only write; nil where the field was unset before.
  package let base: Base?

  /// The dots of everything that the reader is shown.
  package var dots: [Dot] { candidates.flatMap(\.dots).sorted() }
}

/// One value among a cell's siblings, with the dots of all who wrote it.
package struct Candidate: Hashable, Sendable {
  package let value: Value
  /// In the order (time, replica, sequence).
  package let dots: [Dot]
  /// The base that the first of them carries.
  package let base: Base?
}

extension Policy {
  /// What a reader of `cell` is shown.
  ///
  /// Pure and total: no sibling set can make it fail.
  ///
  /// `stamp` finds the stamp of a sibling's change; asked for only where siblings compete.
  package func read<Failure: Error>(
    _ cell: Cell?, stamp: (Dot) throws(Failure) -> Stamp
  ) throws(Failure) -> Reading {
    guard let cell, let only = cell.siblings.first else {
      return Reading(status: .unset, value: .null, candidates: [], base: nil)
    }
    if cell.siblings.count == 1 {
      let candidate = Candidate(value: only.value, dots: [only.dot], base: only.base)
      return Reading(status: .single, value: only.value, candidates: [candidate], base: only.base)
    }
    var times: [Dot: HybridTime] = [:]
    for sibling in cell.siblings { times[sibling.dot] = try stamp(sibling.dot).time }
    let ordered = cell.siblings.sorted { left, right in
      (times[left.dot, default: .zero], left.dot) < (times[right.dot, default: .zero], right.dot)
    }
    let candidates = candidates(of: ordered)
    let base = leastBase(of: ordered)
    if candidates.count == 1 {
      return Reading(status: .agreed, value: only.value, candidates: candidates, base: base)
    }
    let value = decide(ordered, base: base)
    return Reading(
      status: asksPerson ? .conflict : .decided, value: value, candidates: candidates, base: base)
  }

  /// `ordered` holds at least two siblings, ascending by (time, dot).
  private func decide(_ ordered: [Sibling], base: Base?) -> Value {
    let latest = ordered[ordered.count - 1].value
    switch self {
    case .latest, .reviewLatest:
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
