/// A live write of a cell: one that no other applied write supersedes; or a past version of a text.
package struct Sibling: Hashable, Sendable {
  package let dot: Dot
  package let value: Value
  package let base: Base?
  /// For a version of a long text what it superseded, ascending, so that merging finds common
  /// ancestors; empty for every other value.
  package let supersedes: [Dot]

  package init(dot: Dot, value: Value, base: Base? = nil, supersedes: [Dot] = []) {
    self.dot = dot
    self.value = value
    self.base = base
    self.supersedes = supersedes
  }

  package var isProse: Bool { if case .prose = value { true } else { false } }
}

/// One field of one record: the set of its siblings.
///
/// Everything else is a function of that set, and for long text of the versions before it.
package struct Cell: Hashable, Sendable {
  /// Ascending by dot.
  package private(set) var siblings: [Sibling]
  /// The superseded versions of a long text that nobody released yet, ascending by dot.
  package private(set) var past: [Sibling]

  package init(_ siblings: [Sibling] = [], past: [Sibling] = []) {
    self.siblings = siblings.sorted { $0.dot < $1.dot }
    self.past = past.sorted { $0.dot < $1.dot }
  }

  package var isEmpty: Bool { siblings.isEmpty && past.isEmpty }

  /// Applies one write: what its author was shown goes, what the author wrote comes.
  ///
  /// Order does not matter for changes that arrive after everything they depend on: a dot in
  /// `supersedes` was applied before, and can never be added again.
  package mutating func apply(_ write: Write, dot: Dot) {
    if write.value == .absent {
      #if MUTANTS
        if Mutant.isPlanted(.releaseKeepsVersions) {
          return siblings.removeAll { write.supersedes.contains($0.dot) }
        }
      #endif
      siblings.removeAll { write.supersedes.contains($0.dot) }
      past.removeAll { write.supersedes.contains($0.dot) }
      return
    }
    #if MUTANTS
      if Mutant.isPlanted(.lastWriterWins) { siblings = [] }
    #endif
    if !siblings.isEmpty {
      #if MUTANTS
        if Mutant.isPlanted(.versionsForgotten) {
          siblings.removeAll { write.supersedes.contains($0.dot) }
        }
      #endif
      let versions = siblings.filter { $0.isProse && write.supersedes.contains($0.dot) }
      siblings.removeAll { write.supersedes.contains($0.dot) }
      if !versions.isEmpty { past = (past + versions).sorted { $0.dot < $1.dot } }
    }
    var sibling = Sibling(dot: dot, value: write.value, base: write.base)
    if sibling.isProse {
      sibling = Sibling(
        dot: dot, value: write.value, base: write.base, supersedes: write.supersedes)
    }
    let index = siblings.firstIndex { dot < $0.dot } ?? siblings.endIndex
    siblings.insert(sibling, at: index)
  }

  /// The cell of both replicas' histories together: what one side lacks although it has applied the
  /// dot was superseded or released there; what is past for one side is past.
  ///
  /// Source: Almeida et al., "Delta State Replicated Data Types", 2016 (causal join).
  package func joined(
    with other: Cell, applied: VersionVector, otherApplied: VersionVector
  ) -> Cell {
    let mine = Set((siblings + past).map(\.dot))
    let theirs = Set((other.siblings + other.past).map(\.dot))
    func survives(_ sibling: Sibling) -> Bool {
      let isMine = mine.contains(sibling.dot)
      #if MUTANTS
        if Mutant.isPlanted(.joinForgetsOtherVector), isMine { return true }
      #endif
      if isMine, theirs.contains(sibling.dot) { return true }
      return !(isMine ? otherApplied : applied).contains(sibling.dot)
    }
    let versions = Dictionary(
      (past + other.past).map { ($0.dot, $0) }, uniquingKeysWith: { first, _ in first }
    ).values.filter(survives)
    let superseded = Set(versions.map(\.dot))
    // A sibling that the other side superseded becomes a past version if it is one there.
    let live = siblings + other.siblings.filter { !mine.contains($0.dot) }
    return Cell(
      live.filter { sibling in
        !superseded.contains(sibling.dot) && survives(sibling)
      }, past: versions)
  }
}
