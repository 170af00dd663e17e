package import SyncCore

/// Changes in an order in which each comes after everything that it depends on.
package enum CausalOrder {
  /// Among changes that could come next the earliest comes first.
  ///
  /// `held` is what stands before the changes: the part of the history whose bodies are not held.
  /// What depends on changes that are neither there nor among the given ones is left out.
  package static func sorted(_ changes: [Change], after held: VersionVector = VersionVector())
    -> [Change]
  {
    var queue = CausalQueue(changes)
    var applied = held
    var ordered: [Change] = []
    ordered.reserveCapacity(changes.count)
    while let next = queue.next(where: { change, _ in
      change.dot.sequence == applied[change.dot.replica] + 1
        && change.dependencies.allSatisfy(applied.contains)
    }) {
      ordered.append(next)
      applied.insert(next.dot)
    }
    return ordered
  }
}
