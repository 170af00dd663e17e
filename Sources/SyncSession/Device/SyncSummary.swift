package import SyncCore
package import SyncProtocol

/// What one answer brought, after it was stored.
package struct Intake: Hashable, Sendable {
  /// Changes of others that were applied.
  package var received: [SpaceID: [Change]] = [:]
  /// Changes that the hub accepted now.
  package var acknowledged: UInt64 = 0
  /// Spaces of which a push was not taken, with the reason.
  package var refusals: [SpaceID: PushResult] = [:]
  /// What must not be pushed again in this conversation.
  package var settled: Set<OutboxKey> = []
  /// What the hub did not take now and may take later.
  package var waiting: Set<OutboxKey> = []
  /// What the hub holds otherwise.
  package var forked: Set<OutboxKey> = []
  /// Runs of which a shorter one has to show which change is refused.
  package var narrowed: Set<OutboxKey> = []
  /// Spaces whose own history was seen to differ from the hub's, so that nothing more is to be
  /// found out before their snapshot is asked for.
  package var differing: Set<SpaceID> = []
  /// Spaces whose state was put right by a snapshot.
  package var recovered: [SpaceID: RecoveryReport] = [:]
  /// Records of snapshots that were loaded.
  package var snapshotRecords = 0
  /// Whether anything moved: a cursor, an acknowledgement, a chunk, the list.
  package var hasProgress = false
  /// Whether the hub has more to send at once.
  package var hasMore = false

  package init() {}
}

/// The changes of one replica in one space.
package struct OutboxKey: Hashable, Sendable {
  package let space: SpaceID
  package let replica: ReplicaID

  package init(space: SpaceID, replica: ReplicaID) {
    self.space = space
    self.replica = replica
  }
}

/// What putting one space right did.
package struct RecoveryReport: Hashable, Sendable {
  /// Records of the snapshot.
  package var records = 0
  /// Changes that were written again under another id.
  package var rewritten: UInt64 = 0
  /// Changes that somebody had written again already.
  package var known: UInt64 = 0
  /// Changes of the hub's own that it does not know any more: they went.
  package var dropped: UInt64 = 0
  /// Changes that the hub refuses and that others depended on: they left the state and are kept.
  package var setAside: UInt64 = 0
  /// Changes that the hub lacks and that are offered to it again.
  package var offered: UInt64 = 0

  package init() {}
}

/// What one conversation did.
package struct SyncSummary: Hashable, Sendable {
  /// Changes that the hub accepted.
  package var sent: UInt64 = 0
  /// Changes of others that were applied, by space.
  package var received: [SpaceID: [Change]] = [:]
  package var snapshotRecords = 0
  package var refusals: [SpaceID: PushResult] = [:]
  /// Spaces whose history differed from the hub's and that were put right.
  package var recovered: [SpaceID: RecoveryReport] = [:]
  /// Spaces whose history differs and that the next conversation must put right.
  package var recovering: Set<SpaceID> = []
  package var rounds = 0
  /// Several rounds in a row moved nothing although something is left to do.
  package var isStuck = false

  package init() {}

  package var receivedCount: Int { received.values.reduce(0) { $0 + $1.count } }

  mutating func add(_ intake: Intake) {
    rounds += 1
    sent += intake.acknowledged
    snapshotRecords += intake.snapshotRecords
    received.merge(intake.received) { $0 + $1 }
    // Those of the last round alone ask for another one, or for changes of others.
    refusals = refusals.filter { $0.value != .retry && $0.value != .missing }
    refusals.merge(intake.refusals) { $1 }
    recovered.merge(intake.recovered) { $0.adding($1) }
    for space in intake.recovered.keys { refusals[space] = nil }
  }
}

extension RecoveryReport {
  func adding(_ other: RecoveryReport) -> RecoveryReport {
    var sum = self
    sum.records = other.records
    sum.rewritten += other.rewritten
    sum.known += other.known
    sum.dropped += other.dropped
    sum.setAside += other.setAside
    sum.offered = other.offered
    return sum
  }
}
