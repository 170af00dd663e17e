extension Policy {
  /// More versions than these side by side are listed, not merged: a person reads them anyway.
  static let mostMergedVersions = 16

  /// The merge of a text's siblings; nil where there is nothing to merge them over.
  ///
  /// `ordered` holds the siblings with their texts, ascending by (time, dot).
  static func merge(_ ordered: [Sibling], of versions: TextVersions) -> TextMerge? {
    let texts = ordered.compactMap { sibling in
      versions.text(of: sibling.dot).map { TextMerge.Version(sibling.dot, $0) }
    }
    guard texts.count == ordered.count, texts.count <= mostMergedVersions,
      let base = versions.base(of: ordered.map(\.dot))
    else { return nil }
    return TextMerge(base: base.text, versions: texts)
  }
}

extension Sibling {
  /// The sibling as readers see it: of long text the words, and no value where there are none.
  ///
  /// A version whose text cannot be found stays as it is.
  func shown(_ versions: TextVersions?) -> Sibling {
    guard isProse, let text = versions?.text(of: dot) else { return self }
    return Sibling(
      dot: dot, value: text.isEmpty ? .null : .text(text), base: base, supersedes: supersedes)
  }
}

extension Cell {
  /// The versions of the text that the cell holds; nil where it holds none.
  var versions: TextVersions? {
    siblings.contains(where: \.isProse) ? TextVersions(self) : nil
  }
}
