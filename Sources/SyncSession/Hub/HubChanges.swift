package import SyncCore
internal import SyncProtocol

/// Accepted changes in hub order.
package struct HubChanges: Hashable, Sendable {
  /// With the hub sequence of each.
  package let changes: [HubChange]
  package let hasMore: Bool

  package init(changes: [HubChange], hasMore: Bool) {
    self.changes = changes
    self.hasMore = hasMore
  }
}

package struct HubChange: Hashable, Sendable {
  package let hubSequence: UInt64
  package let change: Change
  /// The chain's state before the change, 32 bytes.
  package let chainBefore: [UInt8]

  package init(hubSequence: UInt64, change: Change, chainBefore: [UInt8]) {
    self.hubSequence = hubSequence
    self.change = change
    self.chainBefore = chainBefore
  }
}

/// An immutable snapshot in encoded chunks.
package struct HubSnapshot: Hashable, Sendable {
  package let hubSequence: UInt64
  /// The hash of the history at that hub sequence, 8 bytes: see `HistoryHash`.
  package let history: [UInt8]
  package let blocks: [[UInt8]]

  package init(hubSequence: UInt64, history: [UInt8], blocks: [[UInt8]]) {
    self.hubSequence = hubSequence
    self.history = history
    self.blocks = blocks
  }
}

/// How far the hub stands with one replica of a space.
package struct ReplicaStanding: Hashable, Sendable {
  /// The count of its changes that are committed with proof of their author.
  package let accepted: UInt64
  /// The count that would survive the loss of the hub's own disk.
  package let durable: UInt64

  package init(accepted: UInt64, durable: UInt64) {
    self.accepted = accepted
    self.durable = durable
  }

  package static let none = ReplicaStanding(accepted: 0, durable: 0)
}

extension HubSnapshot {
  /// Whether the snapshot tells the chain of every author from its beginning on.
  ///
  /// - Throws: `ProtocolError` where a chunk is damaged.
  package func tellsWholeHistories() throws -> Bool {
    let parts = try blocks.map { try SnapshotPart.decode($0) }
    let begun = Set(parts.flatMap(\.spines).filter { $0.from == 1 }.map(\.replica))
    return parts.flatMap(\.heads).allSatisfy { begun.contains($0.replica) }
  }
}
