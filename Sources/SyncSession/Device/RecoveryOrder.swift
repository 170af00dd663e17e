package import SyncCore

/// Changes in an order in which each comes after all of them that it depends on.
package enum RecoveryOrder {
  /// Among changes that could come next the earliest comes first.
  ///
  /// What they depend on beside each other is taken for applied. Changes that depend on each other
  /// in a circle, which no honest program writes, come by their times.
  package static func sorted(_ changes: [Change]) -> [Change] {
    var queue = CausalQueue(changes)
    var ordered: [Change] = []
    ordered.reserveCapacity(changes.count)
    while let next = queue.next(where: isReady) ?? queue.next(where: { _, _ in true }) {
      ordered.append(next)
    }
    return ordered
  }

  private static func isReady(_ change: Change, in queue: CausalQueue) -> Bool {
    !change.dependencies.contains {
      $0.replica != change.dot.replica && queue.isWaiting(for: $0)
    }
  }
}
