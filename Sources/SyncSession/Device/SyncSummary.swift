package import SyncCore
package import SyncProtocol

/// What one answer brought, after it was stored.
package struct Intake: Hashable, Sendable {
  /// Changes of others that were applied.
  package var received: [SpaceID: [Change]] = [:]
  /// Own changes that the hub accepted now.
  package var acknowledged: UInt64 = 0
  /// Spaces whose push was not taken, with the reason.
  package var refusals: [SpaceID: PushResult] = [:]
  /// Spaces that must not be pushed again in this conversation.
  package var settled: Set<SpaceID> = []
  /// Records of snapshots that were loaded.
  package var snapshotRecords = 0
  /// Whether anything moved: a cursor, an acknowledgement, a chunk, the list.
  package var hasProgress = false
  /// Whether the hub has more to send at once.
  package var hasMore = false

  package init() {}
}

/// What one conversation did.
package struct SyncSummary: Hashable, Sendable {
  /// Own changes that the hub accepted.
  package var sent: UInt64 = 0
  /// Changes of others that were applied, by space.
  package var received: [SpaceID: [Change]] = [:]
  package var snapshotRecords = 0
  package var refusals: [SpaceID: PushResult] = [:]
  package var rounds = 0
  /// Several rounds in a row moved nothing although something is left to do.
  package var isStuck = false

  package init() {}

  package var receivedCount: Int { received.values.reduce(0) { $0 + $1.count } }

  mutating func add(_ intake: Intake, sent pushes: [LoadedPush]) {
    rounds += 1
    sent += intake.acknowledged
    snapshotRecords += intake.snapshotRecords
    received.merge(intake.received) { $0 + $1 }
    refusals.merge(intake.refusals) { $1 }
  }
}
