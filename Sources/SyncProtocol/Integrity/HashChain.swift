package import SyncCore

/// The hash chain of one author in one space: a state of 32 bytes that every change moves on.
///
/// Two histories with equal states are equal, so that a reused identity shows at once.
package enum HashChain {
  /// The state before the author's first change.
  package static func seed(space: SpaceID, replica: ReplicaID) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(space.bytes)
    writer.replica(replica)
    return DomainHash.chainSeed.hash(writer.bytes)
  }

  /// The state after a change: SHA-256(state ‖ canonical bytes of the change).
  package static func next(after state: [UInt8], canonical: [UInt8]) -> [UInt8] {
    DomainHash.sha256(state + canonical)
  }

  /// The bytes of a state that travel with a run: the first 8.
  package static func prefix(_ state: [UInt8]) -> [UInt8] {
    Array(state.prefix(ChangeRun.chainPrefixByteCount))
  }

  /// What travels with a *pushed* run: the state's first 8 bytes XOR the hub's history, 8 bytes, at
  /// the device's cursor; the bytes of the state alone where the device has pulled nothing.
  ///
  /// So the hub takes a run only where both the author's chain and its own history are those that the
  /// device knows, and neither costs a byte.
  package static func pushPrefix(_ state: [UInt8], history: [UInt8]?) -> [UInt8] {
    guard let history else { return prefix(state) }
    return zip(prefix(state), history).map { $0 ^ $1 }
  }
}
