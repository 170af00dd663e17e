internal import SyncCore

/// What a reader of a cell is shown, by the words of `protocol/merge.md` and nothing else.
struct ReferenceReading: Equatable {
  let status: Reading.Status
  let value: Value
  /// The different values, in the order in which they were first written.
  let values: [Value]
}

/// The policies' definitions once more, as slow and as plain as they are written down.
enum ReferencePolicy {
  /// One live write with its time.
  struct Dated {
    let sibling: Sibling
    let time: HybridTime
  }

  static func read(_ siblings: [Dated], by policy: Policy) -> ReferenceReading {
    let ordered = siblings.sorted { left, right in
      if left.time != right.time { return left.time < right.time }
      return left.sibling.dot < right.sibling.dot
    }
    var values: [Value] = []
    for dated in ordered where !values.contains(dated.sibling.value) {
      values.append(dated.sibling.value)
    }
    guard let last = ordered.last?.sibling.value, let first = ordered.first?.sibling.value else {
      return ReferenceReading(status: .unset, value: .null, values: [])
    }
    if ordered.count == 1 { return ReferenceReading(status: .single, value: last, values: values) }
    if values.count == 1 { return ReferenceReading(status: .agreed, value: last, values: values) }
    switch policy {
    case .reviewBase:
      let base = ordered.compactMap(\.sibling.base).min { ($0.time, $0.dot) < ($1.time, $1.dot) }
      return ReferenceReading(status: .conflict, value: base?.value ?? .null, values: values)
    case .reviewLatest:
      return ReferenceReading(status: .conflict, value: last, values: values)
    case .first: return ReferenceReading(status: .decided, value: first, values: values)
    case .anyTrue, .aliveWins:
      let isTrue = values.contains(.boolean(true))
      return ReferenceReading(
        status: .decided, value: isTrue ? .boolean(true) : last, values: values)
    case .least, .greatest:
      let sign = policy == .least ? -1 : 1
      let extreme = ordered.reduce(first) { best, dated in
        compare(dated.sibling.value, best) * sign >= 0 ? dated.sibling.value : best
      }
      return ReferenceReading(status: .decided, value: extreme, values: values)
    default: return ReferenceReading(status: .decided, value: last, values: values)
    }
  }

  /// Below 0, 0 or above 0 as the left value ranks before, with or after the right one.
  private static func compare(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.boolean(let left), .boolean(let right)): (left ? 1 : 0) - (right ? 1 : 0)
    case (.number(let left), .number(let right)): left == right ? 0 : left < right ? -1 : 1
    case (.text(let left), .text(let right)):
      left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    default: rank(left) - rank(right)
    }
  }

  /// The order of kinds: null, boolean, number, day, text, reference, bytes, group, deleted and on.
  private static func rank(_ value: Value) -> Int {
    switch value {
    case .null: 0
    case .boolean: 1
    case .number: 2
    case .day: 3
    case .text: 4
    case .reference: 5
    case .bytes: 6
    case .group: 7
    case .deleted: 8
    case .prose: 9
    case .absent: 10
    case .unknown: 11
    }
  }
}
