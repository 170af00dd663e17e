/// The versions of a long text that a cell holds: its prose siblings and its past.
///
/// Total over whatever a hostile author or a damaged file put into the cell.
package struct TextVersions {
  private let versions: [Dot: Sibling]

  /// How often a merge of merges is followed: more is no history that people make.
  private static let maximumDepth = 8

  package init(_ cell: Cell) {
    versions = Dictionary(
      (cell.siblings + cell.past).filter(\.isProse).map { ($0.dot, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The text of a version; nil where it, or a version that it patches, is not held or does not fit.
  package func text(of dot: Dot) -> Text? {
    guard let chain = chain(of: dot) else { return nil }
    var text = chain.text
    for patch in chain.patches.reversed() {
      guard let next = patch.applied(to: text) else { return nil }
      text = next
    }
    return text
  }

  /// The number of patches between a version and the whole text that it comes from; nil where one
  /// is not held.
  package func chainLength(of dot: Dot) -> Int? { chain(of: dot)?.patches.count }

  /// The patches that lead to a version, the last one first, and the whole text before them.
  private func chain(of dot: Dot) -> (patches: [Prose.Patch], text: Text)? {
    var patches: [Prose.Patch] = []
    var next = dot
    // No program writes a longer chain: it goes round in circles, or somebody wants to keep us busy.
    while patches.count <= Prose.longestChain {
      guard let version = versions[next], case .prose(let prose) = version.value else {
        return nil
      }
      switch prose {
      case .whole(let text): return (patches, text)
      case .patch(let patch):
        guard version.supersedes.contains(patch.base) else { return nil }
        patches.append(patch)
        next = patch.base
      }
    }
    return nil
  }

  /// All versions that a version goes back to, as far as they are held; without itself.
  package func ancestors(of dot: Dot) -> Set<Dot> {
    var ancestors: Set<Dot> = []
    var open = versions[dot]?.supersedes ?? []
    while let next = open.popLast() {
      guard next != dot, let version = versions[next], ancestors.insert(next).inserted else {
        continue
      }
      open += version.supersedes
    }
    return ancestors
  }

  /// The text that all the given versions were made from, and the versions that it comes from.
  ///
  /// The newest common ancestor; where several stand side by side, what their authors were shown:
  /// the merge of those. Nil where there is none, or where that merge was a conflict.
  package func base(of dots: [Dot]) -> (text: Text, dots: [Dot])? {
    base(of: dots, depth: 0)
  }

  private func base(of dots: [Dot], depth: Int) -> (text: Text, dots: [Dot])? {
    guard let first = dots.first, depth < Self.maximumDepth else { return nil }
    let common = dots.dropFirst().reduce(ancestors(of: first)) {
      $0.intersection(ancestors(of: $1))
    }
    let superseded = Set(common.flatMap { versions[$0]?.supersedes ?? [] })
    // By dot, not by time: not every replica knows when a version of the past was written.
    let newest = common.subtracting(superseded).sorted()
    let texts = newest.compactMap { dot in
      text(of: dot).map { TextMerge.Version(dot, $0) }
    }
    guard let only = texts.first, texts.count == newest.count else { return nil }
    if texts.count == 1 { return (only.text, newest) }
    guard let before = base(of: newest, depth: depth + 1) else { return nil }
    let merge = TextMerge(base: before.text, versions: texts)
    return merge.isClean ? (merge.text, newest) : nil
  }
}
