package import SyncCore

/// Something that happened to the identity of this database or of its hub.
package struct IdentityEvent: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The file lies elsewhere than where it was written: a copy, or the original after a move.
    case copied
    /// The file holds fewer own changes than were written: it was restored from an older copy.
    case restored
    /// What counts the own changes outside of the file is gone.
    case leaseLost = "lease-lost"
    /// The own changes cannot be counted outside of the file; told once.
    case leaseUnwritable = "lease-unwritable"
    /// The hub holds own changes that this file did not.
    case overtaken
    /// Another database wrote other changes under the same id; `count` changes were written again.
    case forked
    /// The hub could not take changes as they are held, though no id was used twice: a text's base was
    /// released, or nothing proves who wrote them; `count` changes were written again.
    case rewritten
    /// The hub refuses changes that others depend on; `count` changes were set aside.
    case setAside = "set-aside"
    /// The hub's history is not the one that was known: it was restored from a backup.
    case rewound
    /// The hub says that it was restored; `count` is how often so far.
    case hubRestored = "hub-restored"
  }

  /// Corrected milliseconds since 1970.
  package let at: Int64
  package let kind: Kind
  package let space: SpaceID?
  /// The id under which the device writes since; nil where it did not change.
  package let replica: ReplicaID?
  /// Changes that were written again, or what the kind says.
  package let count: UInt64

  package init(
    at: Int64, kind: Kind, space: SpaceID? = nil, replica: ReplicaID? = nil, count: UInt64 = 0
  ) {
    self.at = at
    self.kind = kind
    self.space = space
    self.replica = replica
    self.count = count
  }
}
