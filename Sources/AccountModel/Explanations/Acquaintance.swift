package import SyncCore

/// What the author of one change had received of another author's device when writing it.
package struct Acquaintance: Hashable, Sendable {
  /// The other change.
  package let other: Dot
  /// The count of changes of the other's device that had arrived.
  package let received: UInt64

  /// What is known of `other` in `clock`: what the author had applied when writing.
  package init(of other: Dot, clock: VersionVector) {
    self.other = other
    received = clock[other.replica]
  }

  /// Whether the author had received the other change itself.
  package var includesOther: Bool { received >= other.sequence }

  /// What the author knew, to follow the author's name: `had nothing from …`.
  ///
  /// `user` wrote the other change on `device`.
  package func sentence(user: String, device: String) -> String {
    let change = "change \(other.sequence) of \(user)"
    if includesOther { return "had received \(change) (\(device))" }
    if received == 0 { return "had nothing from \(device), so not \(change)" }
    return "had \(device) up to change \(received), not \(change)"
  }
}
