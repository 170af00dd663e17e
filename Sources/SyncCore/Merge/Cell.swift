/// A live write of a cell: one that no other applied write supersedes.
package struct Sibling: Hashable, Sendable {
  package let dot: Dot
  package let value: Value
  package let base: Base?

  package init(dot: Dot, value: Value, base: Base? = nil) {
    self.dot = dot
    self.value = value
    self.base = base
  }
}

/// One field of one record: the set of its siblings.
///
/// Everything else is a function of that set.
package struct Cell: Hashable, Sendable {
  /// Ascending by dot.
  package private(set) var siblings: [Sibling]

  package init(_ siblings: [Sibling] = []) { self.siblings = siblings.sorted { $0.dot < $1.dot } }

  /// Applies one write: what its author was shown goes, what the author wrote comes.
  ///
  /// Order does not matter for changes that arrive after everything they depend on: a dot in
  /// `supersedes` was applied before, and can never be added again.
  package mutating func apply(_ write: Write, dot: Dot) {
    if !siblings.isEmpty { siblings.removeAll { write.supersedes.contains($0.dot) } }
    let sibling = Sibling(dot: dot, value: write.value, base: write.base)
    let index = siblings.firstIndex { dot < $0.dot } ?? siblings.endIndex
    siblings.insert(sibling, at: index)
  }

  /// The siblings of both replicas' histories together: what one side lacks although it has
  /// applied the dot was superseded there.
  ///
  /// Source: Almeida et al., "Delta State Replicated Data Types", 2016 (causal join).
  package func joined(
    with other: Cell, applied: VersionVector, otherApplied: VersionVector
  ) -> Cell {
    let mine = Set(siblings.map(\.dot))
    let theirs = Set(other.siblings.map(\.dot))
    return Cell(
      siblings.filter { theirs.contains($0.dot) || !otherApplied.contains($0.dot) }
        + other.siblings.filter { !mine.contains($0.dot) && !applied.contains($0.dot) })
  }
}
