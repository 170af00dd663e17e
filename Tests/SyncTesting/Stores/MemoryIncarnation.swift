package import SyncCore
package import SyncSession

/// Under which id a device in memory writes, and what tells whether it still may: part of what a
/// copy of the device copies.
package struct MemoryIncarnation: Sendable {
  package private(set) var replica: ReplicaID
  /// All ids under which the device has written.
  package private(set) var replicas: Set<ReplicaID>
  /// The changes under the present id.
  package var counted: UInt64 = 0
  package var wasLeased = false
  /// Where the device lay when it took the id.
  package var knownPlace: FileFingerprint?
  package var events: [IdentityEvent] = []

  init(_ replica: ReplicaID) {
    self.replica = replica
    replicas = [replica]
  }

  mutating func renew(_ replica: ReplicaID) {
    self.replica = replica
    replicas.insert(replica)
    counted = 0
    wasLeased = false
  }
}

/// What counts a device's own changes outside of it: no copy and no restore touches it.
package final class MemoryLease {
  package var counts: [ReplicaID: UInt64] = [:]

  package init() {}
}
