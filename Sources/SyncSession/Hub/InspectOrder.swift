package import SyncCore
package import SyncProtocol

/// One push to look at before anything is committed.
package struct InspectOrder: Hashable, Sendable {
  package let push: Push
  /// The caller's line for the space; nil where the caller has none.
  package let entry: ListEntry?
  package let cursor: UInt64?
  /// The hub's history at the cursor, 8 bytes; nil at 0.
  package let history: [UInt8]?
  /// Whether the caller means another list or another history: it pushes again once it has the hub's.
  package let isStale: Bool

  package init(
    push: Push, entry: ListEntry?, cursor: UInt64?, history: [UInt8]? = nil, isStale: Bool = false
  ) {
    self.push = push
    self.entry = entry
    self.cursor = cursor
    self.history = history
    self.isStale = isStale
  }
}

/// One push to commit.
package struct CommitOrder: Hashable, Sendable {
  package let space: SpaceID
  package let decoded: DecodedBatch
  package let proof: RunProof
}

/// One space to read.
package struct ReadOrder: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case changes
    case snapshot
    /// A snapshot of the head.
    case freshSnapshot
    /// The chunks of a snapshot that began to arrive before.
    case chunks(UInt64, [UInt64])
  }

  package let entry: ListEntry
  package let cursor: UInt64
  /// Bytes.
  package let limit: UInt64
  package let content: Content
  /// What the caller offered in this very request, and so holds.
  package let offered: [ReplicaID: [ClosedRange<UInt64>]]

  func limited(to limit: UInt64) -> ReadOrder {
    ReadOrder(entry: entry, cursor: cursor, limit: limit, content: content, offered: offered)
  }
}

package struct ReadResult: Hashable, Sendable {
  package let updates: [SpaceUpdate]
  package let hasMore: Bool

  package init(updates: [SpaceUpdate], hasMore: Bool) {
    self.updates = updates
    self.hasMore = hasMore
  }
}
