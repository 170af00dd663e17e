package import SyncCore

/// The chain's states after consecutive changes of one author.
package struct SnapshotSpine: Hashable, Sendable {
  package let replica: ReplicaID
  /// The sequence that the first state belongs to.
  package let from: UInt64
  /// The first bytes of each state: see ``HashChain/prefix(_:)``.
  package let prefixes: [[UInt8]]

  package init(replica: ReplicaID, from: UInt64, prefixes: [[UInt8]]) {
    self.replica = replica
    self.from = from
    self.prefixes = prefixes
  }
}

extension SnapshotSpine {
  /// Chain states, ascending by replica and sequence, as runs without a gap.
  package static func joining(_ states: [(dot: Dot, prefix: [UInt8])]) -> [SnapshotSpine] {
    var spines: [SnapshotSpine] = []
    var start = 0
    for index in states.indices {
      let next = index + 1 < states.count ? states[index + 1].dot : nil
      let dot = states[index].dot
      if next?.replica == dot.replica, next?.sequence == dot.sequence + 1 { continue }
      spines.append(
        SnapshotSpine(
          replica: dot.replica, from: states[start].dot.sequence,
          prefixes: states[start...index].map(\.prefix)))
      start = index + 1
    }
    return spines
  }
}
