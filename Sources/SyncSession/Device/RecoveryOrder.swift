package import SyncCore

/// Changes in an order in which each comes after all of them that it depends on.
package enum RecoveryOrder {
  /// Among changes that could come next the earliest comes first.
  ///
  /// What they depend on beside each other is taken for applied. Changes that depend on each other
  /// in a circle, which no honest program writes, come by their times.
  package static func sorted(_ changes: [Change]) -> [Change] {
    var waiting = Dictionary(grouping: changes, by: \.dot.replica)
      .mapValues { $0.sorted { $0.dot < $1.dot }[...] }
    var ordered: [Change] = []
    ordered.reserveCapacity(changes.count)
    while ordered.count < changes.count {
      let heads = waiting.values.compactMap(\.first)
      let ready = heads.filter { change in
        change.dependencies.allSatisfy { dot in
          guard let first = waiting[dot.replica]?.first else { return true }
          return dot.replica == change.dot.replica || first.dot.sequence > dot.sequence
        }
      }
      let candidates = ready.isEmpty ? heads : ready
      guard let next = candidates.min(by: { ($0.time, $0.dot) < ($1.time, $1.dot) }) else { break }
      waiting[next.dot.replica]?.removeFirst()
      ordered.append(next)
    }
    return ordered
  }
}
