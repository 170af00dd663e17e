package import SyncCore

/// Where a segment begins, and whose changes it holds.
package struct SegmentDirectory: Hashable, Sendable {
  /// One author's changes in the segment.
  package struct Run: Hashable, Sendable {
    package let replica: ReplicaID
    /// How many changes of the author stand before the segment.
    package let before: UInt64
    /// How many stand in it, at least 1.
    package let count: UInt64
    /// The chain's state before them, 32 bytes.
    package let chain: [UInt8]

    package func contains(_ sequence: UInt64) -> Bool {
      sequence > before && sequence - before <= count
    }
  }

  /// The hub sequence before the segment's first change.
  package let start: UInt64
  /// The history's hash there, 32 bytes.
  package let history: [UInt8]
  /// Ascending by replica.
  package let runs: [Run]

  /// - Throws: ``ProtocolError``
  package init(_ bytes: [UInt8], in space: SpaceID) throws(ProtocolError) {
    var reader = ByteReader(bytes)
    start = try reader.number("hub sequence")
    history = Array(try reader.raw(DomainHash.byteCount))
    var runs: [Run] = []
    for _ in 0..<(try reader.count("authors", limit: Limits.replicas)) {
      let replica = try reader.replica()
      let before = try reader.number("sequence")
      let count = try reader.count("changes", limit: Limits.changesPerBlock)
      guard count > 0, runs.last.map({ $0.replica < replica }) ?? true else {
        throw .invalid(what: "authors", at: reader.position)
      }
      let chain =
        before == 0
        ? HashChain.seed(space: space, replica: replica)
        : Array(try reader.raw(DomainHash.byteCount))
      runs.append(Run(replica: replica, before: before, count: UInt64(count), chain: chain))
    }
    try reader.finish()
    guard !runs.isEmpty else { throw .invalid(what: "authors", at: reader.position) }
    self.runs = runs
  }

  /// Whether the change stands in the segment.
  package func contains(_ dot: Dot) -> Bool {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].replica < dot.replica { low = middle + 1 } else { high = middle }
    }
    return low < runs.count && runs[low].replica == dot.replica
      && runs[low].contains(dot.sequence)
  }
}
