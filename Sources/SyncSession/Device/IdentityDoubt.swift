/// Where a database lies: what tells a copy from the original.
package struct FileFingerprint: Hashable, Sendable {
  /// The machine's id; empty where it has none.
  package let machine: String
  package let path: String
  /// The file's number on its file system.
  ///
  /// The file system's own number is left out: on some machines it changes with each boot.
  package let inode: UInt64

  package init(machine: String, path: String, inode: UInt64) {
    self.machine = machine
    self.path = path
    self.inode = inode
  }
}

/// Whether a database may still be the only one that writes under its id.
///
/// In doubt it takes a new one: an id costs ten bytes, an id that two databases use costs edits.
package struct IdentityDoubt: Hashable, Sendable {
  /// What counts the own changes outside of the database.
  package enum Lease: Hashable, Sendable {
    case count(UInt64)
    /// There is none, or none that can be read.
    case missing
  }

  /// Where the file lay when the id was taken; nil where nobody looked.
  package let knownFingerprint: FileFingerprint?
  /// Where it lies now; nil where nobody looked.
  package let fingerprint: FileFingerprint?
  package let lease: Lease
  /// Whether the lease was ever written for this id.
  package let wasLeased: Bool
  /// The changes under the id that the database holds.
  package let counted: UInt64

  package init(
    knownFingerprint: FileFingerprint?, fingerprint: FileFingerprint?, lease: Lease,
    wasLeased: Bool, counted: UInt64
  ) {
    self.knownFingerprint = knownFingerprint
    self.fingerprint = fingerprint
    self.lease = lease
    self.wasLeased = wasLeased
    self.counted = counted
  }

  /// Why the id must not be used any more; nil where nothing speaks against it.
  package var reason: IdentityEvent.Kind? {
    let known = knownFingerprint ?? fingerprint
    if known?.machine != fingerprint?.machine || known?.path != fingerprint?.path {
      return .copied
    }
    if case .count(let count) = lease, count > counted { return .restored }
    if known?.inode != fingerprint?.inode { return .restored }
    return lease == .missing && wasLeased ? .leaseLost : nil
  }
}
