/// When a program dies over its store: the transaction that it is in leaves nothing behind.
package struct MemoryCrash: Hashable, Sendable {
  package enum Place: String, CaseIterable, Sendable {
    /// At a call that writes, in the middle of a transaction.
    case call
    /// At the end of a transaction, before it is committed.
    case commit
    /// Behind a transaction that was committed: whoever began it never hears so.
    case behindCommit
  }

  let place: Place
  /// How many such places are still passed.
  private var left: Int

  package init(at place: Place, after count: Int) {
    self.place = place
    left = count
  }

  /// Passes a place, or dies at it.
  mutating func pass(_ place: Place) throws {
    guard place == self.place else { return }
    left -= 1
    if left < 0 { throw MemoryStoreFault.crashed }
  }
}
