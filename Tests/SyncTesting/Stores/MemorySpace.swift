package import SyncCore
package import SyncProtocol
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
  /// What snapshots said about chains.
  package var prefixes: [Dot: [UInt8]] = [:]
  package var records: [RecordKey: Record] = [:]
  /// The changes that are known to write others again.
  package var rewritings: Set<KnownRewriting> = []

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
    let change = entry.change
    log[change.dot] = entry
    heads[change.dot.replica] = entry.head
    if let rewriting = KnownRewriting(change) { rewritings.insert(rewriting) }
  }

  /// Forgets all changes of a replica above a count; `head` is what is left.
  mutating func cut(_ replica: ReplicaID, to sequence: UInt64, head: AuthorHead?) {
    func isGone(_ dot: Dot) -> Bool { dot.replica == replica && dot.sequence > sequence }
    log = log.filter { !isGone($0.key) }
    stamps = stamps.filter { !isGone($0.key) }
    chains = chains.filter { !isGone($0.key) }
    clocks = clocks.filter { !isGone($0.key) }
    prefixes = prefixes.filter { !isGone($0.key) }
    rewritings = rewritings.filter { !isGone($0.dot) }
    heads[replica] = head
    if let head { chains[Dot(replica, head.sequence)] = head.chain }
  }

  /// Forgets the bodies of changes; their stamps, chains and clocks stay.
  package mutating func forgetBodies(_ isOld: (Change) -> Bool) {
    for (dot, entry) in log where isOld(entry.change) {
      stamps[dot] = entry.change.stamp
      chains[dot] = entry.head.chain
      clocks[dot] = entry.head.clock
      log[dot] = nil
    }
  }
}
