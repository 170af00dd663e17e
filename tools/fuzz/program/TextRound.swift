internal import SyncCore

/// The text merge: three texts, split at bytes that UTF-8 does not use.
enum TextRound {
  private static let first = Dot(ReplicaID(rawValue: 1), 1)
  private static let second = Dot(ReplicaID(rawValue: 2), 1)

  static func run(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0xFF, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return }
    let texts = parts.map { Text(String(decoding: $0, as: UTF8.self)) }
    let (base, left, right) = (texts[0], texts[1], texts[2])
    require(merge(base, left, base).text == left, "an untouched side changes nothing")
    require(merge(base, base, right).text == right, "the other untouched side changes nothing")
    require(merge(base, left, left).text == left, "equal sides agree")
    let there = merge(base, left, right)
    let back = merge(base, right, left)
    require(there.isClean == back.isClean, "who comes first does not make a conflict")
    if let patch = Prose.Patch(base: first, from: base, to: left) {
      require(patch.applied(to: base) == left, "a patch gives the text that it was made of")
      if right != base { _ = patch.applied(to: right) }
    }
  }

  private static func merge(_ base: Text, _ left: Text, _ right: Text) -> TextMerge {
    TextMerge(
      base: base, TextMerge.Version(first, left), TextMerge.Version(second, right))
  }
}
