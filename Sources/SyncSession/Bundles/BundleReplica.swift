package import SyncCore
package import SyncProtocol

/// A device's store, as making bundles and taking them in needs it.
package protocol BundleReplica: DeviceReplica where Ledger: BundleLedger {
  /// The lineage of the device's hub; nil where it was never enrolled.
  func hubLineage() throws -> UInt64?
  /// Runs `body` on one state of one space and writes nothing.
  func read<Result>(_ space: SpaceID, _ body: (Ledger) throws -> Result) throws -> Result
  /// `write` over a space that is made first, in the same transaction, where the device does not
  /// hold it; the user has no role in it then.
  func write<Result>(
    _ space: SpaceID, making kind: SpaceKind, _ body: (Ledger) throws -> Result
  ) throws -> Result
}

/// A device's transaction over one space, as bundles need it.
package protocol BundleLedger: DeviceLedger {
  /// The greatest sequence of the replica's changes whose body is not held: those after it are.
  func logStart(of replica: ReplicaID) throws -> UInt64
  /// The replica's changes after a sequence, as many as fit `limit` bytes of canonical form, at least
  /// one where there is one.
  func heldChanges(
    of replica: ReplicaID, after sequence: UInt64, limit: Int
  ) throws -> [HeldChange]
  /// What the hub's list, or a bundle, says that the user may do here.
  func role() throws -> SpaceRole
  /// Notes the role that a bundle's records give, for a space that the hub has not listed.
  func setRole(_ role: SpaceRole) throws
}

/// One change of the log.
package struct HeldChange: Hashable, Sendable {
  package let change: Change
  /// The length of its canonical form, in bytes.
  package let byteCount: Int
  /// The author's chain state after it, 32 bytes.
  package let chain: [UInt8]

  package init(change: Change, byteCount: Int, chain: [UInt8]) {
    self.change = change
    self.byteCount = byteCount
    self.chain = chain
  }
}
