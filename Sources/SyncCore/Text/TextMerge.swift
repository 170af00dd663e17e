/// What several versions of one text make together, where they were written over one base.
///
/// Pure and total. Every word that a version brought is in the merged text or in a conflict.
/// The rules stand in `protocol/merge.md`, "Long text".
///
/// Source: Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007.
package struct TextMerge: Hashable, Sendable {
  /// One version: the write that brought it and the whole text.
  package struct Version: Hashable, Sendable {
    package let dot: Dot
    package let text: Text

    package init(_ dot: Dot, _ text: Text) {
      self.dot = dot
      self.text = text
    }
  }

  /// A stretch of the merged text.
  package enum Part: Hashable, Sendable {
    case clean(Text)
    case conflict(Conflict)
  }

  /// A place that several versions changed in different ways.
  package struct Conflict: Hashable, Sendable {
    /// What stood there before; empty where nothing did.
    package let base: Text
    /// What the versions that changed it say, at least two; in the order of the versions.
    package let sides: [Side]
    /// What is shown until somebody decides: the side of the last version.
    package let inForce: Text
  }

  /// One way in which a place was changed.
  package struct Side: Hashable, Sendable {
    /// Empty where the place was deleted.
    package let text: Text
    /// Who wrote so, in the order of the versions.
    package let dots: [Dot]
  }

  package let base: Text
  /// From the front; neighbours are never both clean.
  package let parts: [Part]

  /// Merges versions of `base`.
  ///
  /// `versions` come in the order (time, replica, sequence): of two paragraphs that were added in
  /// one place the earlier writer's stands first, and a conflict shows the latest writer's words.
  package init(base: Text, versions: [Version]) {
    self.base = base
    var sides: [TextSide] = []
    for (rank, version) in versions.enumerated() where version.text != base {
      if let index = sides.firstIndex(where: { $0.text == version.text }) {
        sides[index].add(version.dot, rank: rank)
      } else {
        sides.append(TextSide(text: version.text, dot: version.dot, rank: rank))
      }
    }
    if sides.count < 2 {
      let text = sides.first?.text ?? base
      parts = text.isEmpty ? [] : [.clean(text)]
    } else {
      parts = ParagraphMerge(base: base, sides: sides).parts()
    }
  }

  /// Merges two versions of `base`, the earlier one first.
  package init(base: Text, _ earlier: Version, _ later: Version) {
    self.init(base: base, versions: [earlier, later])
  }

  package var conflicts: [Conflict] {
    parts.compactMap { if case .conflict(let conflict) = $0 { conflict } else { nil } }
  }

  package var isClean: Bool { conflicts.isEmpty }

  /// The merged text; where there are conflicts the latest writer's words stand in their places.
  package var text: Text {
    Text(
      parts.map { part in
        switch part {
        case .clean(let text): text.string
        case .conflict(let conflict): conflict.inForce.string
        }
      }.joined())
  }
}

/// A version that differs from the base, with all who wrote it.
struct TextSide {
  let text: Text
  private(set) var dots: [Dot]
  /// The place of its last writer in the order of the versions.
  private(set) var rank: Int

  init(text: Text, dot: Dot, rank: Int) {
    self.text = text
    dots = [dot]
    self.rank = rank
  }

  mutating func add(_ dot: Dot, rank: Int) {
    dots.append(dot)
    self.rank = max(self.rank, rank)
  }
}
