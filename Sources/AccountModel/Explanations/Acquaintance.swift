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

  /// What the author knew, to follow the author's name: `had not received …`.
  ///
  /// `user` wrote the other change on `device`.
  package func sentence(user: String, device: String) -> String {
    if includesOther { return "had received the change of \(user) (\(device), \(other.sequence))" }
    let known = received == 0 ? "nothing from \(device)" : "\(device) up to its change \(received)"
    return "had not received the change of \(user) (\(device), \(other.sequence)), had \(known)"
  }
}
