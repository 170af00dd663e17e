/// What one replica holds of a space: for each replica, the count up to which all its changes are applied.
///
/// A replica that is absent has the count 0, so two vectors with the same meaning are equal.
/// Text form: `a1…:3 b7…:1`, replicas in ascending order. Lookup is O(log n).
///
/// Source: Parker et al., "Detection of Mutual Inconsistency in Distributed Systems", 1983.
package struct VersionVector: Hashable, Sendable, CustomStringConvertible {
  /// The counts above 0, ascending by replica.
  package private(set) var entries: [Dot] = []

  package init() {}

  /// The vector with the given counts; the greatest count of a replica stays.
  package init(_ dots: some Sequence<Dot>) {
    for dot in dots { insert(dot) }
  }

  package var isEmpty: Bool { entries.isEmpty }

  package subscript(replica: ReplicaID) -> UInt64 {
    let index = position(of: replica)
    return index < entries.count && entries[index].replica == replica ? entries[index].sequence : 0
  }

  package func contains(_ dot: Dot) -> Bool { dot.sequence <= self[dot.replica] }

  /// Whether every change of `other` is in this vector too.
  package func covers(_ other: VersionVector) -> Bool { other.entries.allSatisfy(contains) }

  /// Raises the count of the dot's replica to the dot's sequence; never lowers it.
  package mutating func insert(_ dot: Dot) {
    guard dot.sequence > 0 else { return }
    let index = position(of: dot.replica)
    if index == entries.count || entries[index].replica != dot.replica {
      entries.insert(dot, at: index)
    } else if entries[index].sequence < dot.sequence {
      entries[index] = dot
    }
  }

  package func union(_ other: VersionVector) -> VersionVector {
    var union = self
    for dot in other.entries { union.insert(dot) }
    return union
  }

  /// The entries of this vector that `other` does not reach.
  package func subtracting(_ other: VersionVector) -> [Dot] {
    entries.filter { !other.contains($0) }
  }

  package func relation(to other: VersionVector) -> CausalRelation {
    switch (covers(other), other.covers(self)) {
    case (true, true): .same
    case (true, false): .after
    case (false, true): .before
    case (false, false): .concurrent
    }
  }

  package var description: String { entries.map(\.description).joined(separator: " ") }

  private func position(of replica: ReplicaID) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].replica < replica { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// How two version vectors stand to each other.
package enum CausalRelation: Sendable { case same, before, after, concurrent }
