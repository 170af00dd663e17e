package import SyncCore
package import SyncSession

/// What a replica in memory holds of one space: plain dictionaries, copied for a rollback.
package struct MemorySpace: Sendable {
  package let space: SpaceID
  package let kind: SpaceKind
  package var heads: [ReplicaID: AuthorHead] = [:]
  /// The changes that are held; what came in a snapshot is not among them.
  package var log: [Dot: LedgerEntry] = [:]
  /// What snapshots said about changes that are not in the log.
  package var stamps: [Dot: Stamp] = [:]
  package var chains: [Dot: [UInt8]] = [:]
  package var clocks: [Dot: VersionVector] = [:]
  package var records: [RecordKey: Record] = [:]

  package init(_ space: SpaceID, kind: SpaceKind) {
    self.space = space
    self.kind = kind
  }

  package var vector: VersionVector {
    VersionVector(heads.map { Dot($0.key, $0.value.sequence) })
  }

  package func stamp(of dot: Dot) -> Stamp? { log[dot]?.change.stamp ?? stamps[dot] }

  /// The chain's state after the change; nil where it is not held.
  package func chain(after dot: Dot) -> [UInt8]? { log[dot]?.head.chain ?? chains[dot] }

  /// The clock of the change without its own count; nil where it is not held.
  package func clock(of dot: Dot) -> VersionVector? { log[dot]?.head.clock ?? clocks[dot] }

  mutating func append(_ entry: LedgerEntry) {
    log[entry.change.dot] = entry
    heads[entry.change.dot.replica] = entry.head
  }
}
