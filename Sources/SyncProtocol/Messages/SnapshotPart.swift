package import SyncCore

/// Some records of a space's state, with everything that later changes need of the past.
///
/// A snapshot is the union of its parts; each part is encoded on its own, as a block.
package struct SnapshotPart: Hashable, Sendable {
  /// All authors' heads; in the first part only.
  package var heads: [SnapshotHead]
  /// The stamp of every live dot and past version of the part's records, and of every head.
  package var stamps: [Dot: Stamp]
  /// The clocks, without the author's own count, of the siblings of contested cells.
  package var clocks: [Dot: VersionVector]
  /// Ascending by ordinal.
  package var records: [SnapshotRecord]
  /// The chains of the authors, count by count; in a fresh snapshot only.
  package var spines: [SnapshotSpine]
  /// Which changes write others again; in a fresh snapshot only.
  package var rewritings: [KnownRewriting]

  package init(
    heads: [SnapshotHead] = [], stamps: [Dot: Stamp] = [:], clocks: [Dot: VersionVector] = [:],
    records: [SnapshotRecord] = [], spines: [SnapshotSpine] = [],
    rewritings: [KnownRewriting] = []
  ) {
    self.heads = heads
    self.stamps = stamps
    self.clocks = clocks
    self.records = records
    self.spines = spines
    self.rewritings = rewritings
  }
}

/// One author's progress at the time of a snapshot.
package struct SnapshotHead: Hashable, Sendable {
  package let replica: ReplicaID
  /// The hub's number for the replica.
  package let number: UInt64
  package let head: AuthorHead

  package init(replica: ReplicaID, number: UInt64, head: AuthorHead) {
    self.replica = replica
    self.number = number
    self.head = head
  }
}

/// One record of a snapshot with the hub's number for it.
package struct SnapshotRecord: Hashable, Sendable {
  package let ordinal: UInt64
  package let record: Record

  package init(ordinal: UInt64, record: Record) {
    self.ordinal = ordinal
    self.record = record
  }
}
