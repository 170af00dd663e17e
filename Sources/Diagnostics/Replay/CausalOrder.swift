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
    var waiting: [ReplicaID: ArraySlice<Change>] = [:]
    for (replica, own) in Dictionary(grouping: changes, by: \.dot.replica) {
      waiting[replica] = own.sorted { $0.dot < $1.dot }[...]
    }
    var applied = held
    var ordered: [Change] = []
    ordered.reserveCapacity(changes.count)
    while let next = next(among: waiting, applied) {
      ordered.append(next)
      applied.insert(next.dot)
      waiting[next.dot.replica]?.removeFirst()
    }
    return ordered
  }

  private static func next(
    among waiting: [ReplicaID: ArraySlice<Change>], _ applied: VersionVector
  ) -> Change? {
    var best: Change?
    for candidate in waiting.values.compactMap(\.first)
    where candidate.dot.sequence == applied[candidate.dot.replica] + 1
      && candidate.dependencies.allSatisfy(applied.contains)
    {
      if let known = best, (known.time, known.dot) <= (candidate.time, candidate.dot) { continue }
      best = candidate
    }
    return best
  }
}
