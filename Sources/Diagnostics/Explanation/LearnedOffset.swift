package import SyncCore

/// What an author's clock was found to be ahead when it was next compared with the hub's.
///
/// A device compares clocks whenever it meets the hub. A later comparison says nothing about a
/// change: the clock may have gone wrong, or been put right, in between.
package struct LearnedOffset: Hashable, Sendable {
  /// So many of the author's next changes are looked at: more than a person makes in one account
  /// between two contacts.
  package static let reach: UInt64 = 64

  private let known: Int64
  /// Milliseconds ahead; nil as long as nothing was learned.
  package private(set) var offset: Int64?
  /// Whether there is nothing more to learn about the change.
  package private(set) var isSettled = false

  /// `known` is the offset that the change itself was corrected by.
  package init(known: Int64) { self.known = known }

  /// Looks at the author's next change; nil where its body is not held.
  package mutating func note(_ next: Change?) {
    guard !isSettled else { return }
    guard let next else {
      isSettled = true
      return
    }
    if next.clockOffset != known { offset = next.clockOffset }
    // What it received, it received from a hub that agreed with the offset known before.
    isSettled = offset != nil || !next.dependencies.isEmpty
  }
}
