package import SyncCore

/// What tells a database that it may not be the only one under its id, and where new ids come from.
package struct IdentityGuard: Sendable {
  /// The machine's id; empty where it has none.
  let machine: String
  /// The directory of the files that count the own changes outside of the replica.
  let leases: String
  let fresh: @Sendable () -> ReplicaID

  /// - Parameters:
  ///   - machine: the machine's id; empty where it has none.
  ///   - leases: a directory outside of the replica's, which need not exist yet.
  ///   - fresh: 64 random bits.
  package init(machine: String, leases: String, fresh: @escaping @Sendable () -> ReplicaID) {
    self.machine = machine
    self.leases = leases
    self.fresh = fresh
  }
}
