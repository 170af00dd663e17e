extension Prose {
  /// How many patches may lie between a version and a whole text.
  ///
  /// Sixteen: reading a version applies each of them, and a lost one makes all after it unreadable.
  package static let longestChain = 16

  /// The value that writes `text` over what `basis` says its author was shown of `cell`.
  ///
  /// A patch of the last of the live versions that it supersedes; the whole text where there is
  /// none, where the patch would not be smaller than half of the text, or where it would be the
  /// seventeenth in a row. A version that is past already may be released before the patch arrives.
  package static func revision(of cell: Cell?, basis: Basis, text: Text) -> Value {
    let whole = Value.prose(.whole(text))
    guard let cell,
      let base = cell.siblings.last(where: { $0.isProse && basis.dots.contains($0.dot) })
    else { return whole }
    let versions = TextVersions(cell)
    guard let length = versions.chainLength(of: base.dot), length < longestChain,
      let old = versions.text(of: base.dot), let patch = Patch(base: base.dot, from: old, to: text)
    else { return whole }
    return .prose(.patch(patch))
  }
}
