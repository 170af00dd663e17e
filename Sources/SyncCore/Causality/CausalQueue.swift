/// Changes that wait for what they depend on: each author's in their order, the earliest first.
package struct CausalQueue {
  private var waiting: [ReplicaID: ArraySlice<Change>]

  package init(_ changes: some Sequence<Change>) {
    waiting = Dictionary(grouping: changes, by: \.dot.replica)
      .mapValues { $0.sorted { $0.dot < $1.dot }[...] }
  }

  /// Takes the earliest, by (time, dot), of the authors' next changes that may come; nil where none
  /// may.
  ///
  /// `isReady` is asked with a change and with the queue in which it still waits.
  package mutating func next(where isReady: (Change, Self) throws -> Bool) rethrows -> Change? {
    var best: Change?
    for candidate in waiting.values.compactMap(\.first) where try isReady(candidate, self) {
      if let known = best, (known.time, known.dot) <= (candidate.time, candidate.dot) { continue }
      best = candidate
    }
    if let best { waiting[best.dot.replica]?.removeFirst() }
    return best
  }

  /// Whether the change of this name, or an earlier one of its author, is still to come.
  package func isWaiting(for dot: Dot) -> Bool {
    waiting[dot.replica]?.first.map { $0.dot <= dot } ?? false
  }
}
