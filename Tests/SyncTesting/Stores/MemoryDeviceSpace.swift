internal import SyncCore
package import SyncProtocol
package import SyncSession

/// One space of a device in memory.
package struct MemoryDeviceSpace: Sendable {
  package var content: MemorySpace
  /// The place in the order in which the device came to know its spaces.
  let position: Int
  package var ordinal: UInt64?
  package var role: SpaceRole
  package var nonce: [UInt8]?
  package var cursor: UInt64 = 0
  /// The count of own changes that the hub has accepted.
  package var accepted: UInt64 = 0
  package var refusal: Refusal?
  package var chunks: [UInt64: SnapshotChunk] = [:]
  var numbers = MemoryNumbers()

  func view(own: ReplicaID) -> DeviceSpace {
    let sequence = content.heads[own]?.sequence ?? 0
    return DeviceSpace(
      space: content.space, kind: content.kind, ordinal: ordinal, role: role, nonce: nonce,
      cursor: cursor, unsent: sequence > accepted ? accepted + 1 : nil,
      missingChunks: missingChunks)
  }

  private var missingChunks: MissingChunks? {
    guard let chunk = chunks.min(by: { $0.key < $1.key })?.value else { return nil }
    return MissingChunks(
      snapshot: chunk.snapshot, indexes: (0..<chunk.count).filter { chunks[$0] == nil })
  }
}
