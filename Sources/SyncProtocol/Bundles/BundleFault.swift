package import SyncCore

/// What can be wrong with a bundle whose bytes can be decoded.
package enum BundleFault: Error, Hashable, Sendable {
  /// The seal is not that of the key in the head over these bytes.
  case wrongSeal
  /// A space's id does not follow from the key and the nonce beside it.
  case wrongSpace(SpaceID)
  /// A block holds changes that its description does not announce, or lacks some.
  case wrongChanges(SpaceID, ReplicaID)
  /// An author's changes do not lead to the chain state of the description.
  case wrongChain(SpaceID, ReplicaID)
  /// A signature or a run hash does not fit its run.
  case wrongProof(SpaceID, ReplicaID)
  /// The file changed between two readings of it.
  case changed
}
