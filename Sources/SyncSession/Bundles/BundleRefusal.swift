package import SyncCore
package import SyncProtocol

/// Why a bundle, or one space of it, is not taken in; nothing of it is applied then.
package enum BundleRefusal: Error, Hashable, Sendable {
  /// The receiver does not know the device that made it.
  case unknownMaker(DeviceFingerprint)
  /// It comes from a team with another hub.
  case otherHub
  /// The space is none that travels in bundles: the library comes from the hub alone.
  case notAccount(SpaceKind)
  /// The receiver's space waits for a snapshot of the hub's state.
  case recovering
  /// The space's records give the receiver's user no role.
  case noAccess
  /// Both sides hold changes of this replica, and cannot tell that they are the same ones.
  case histories(ReplicaID)
  /// Changes between what the receiver holds and what the bundle brings are missing.
  case missing([MissingChanges])
  /// The changes are signed by a device that the receiver does not know.
  case unknownDevice(ReplicaID, DeviceFingerprint)
  /// The changes are signed neither by their author's device, nor are they known to be accepted.
  case unproven(MissingChanges)
  /// The change carries a name that is not its device's user's, or says that the hub wrote it.
  case foreignActor(Dot, Text)
  /// The change contradicts itself.
  case invalid(Dot, ChangeFault)
  /// A text was written upon a version that the hub released: one side has to sync first.
  case baseReleased(Dot)
  /// A change cannot be exported: the log does not say what came before it.
  case unknownChain(Dot)
}

/// Consecutive changes of one replica.
package struct MissingChanges: Hashable, Sendable {
  package let replica: ReplicaID
  package let from: UInt64
  package let to: UInt64

  package init(_ replica: ReplicaID, from: UInt64, to: UInt64) {
    self.replica = replica
    self.from = from
    self.to = to
  }
}
