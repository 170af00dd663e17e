extension Prose.Patch {
  /// The text that the patch makes of `base`; nil where it was made for another text.
  ///
  /// Total: counts may be negative or overflow, bytes may be no UTF-8.
  package func applied(to base: Text) -> Text? {
    let bytes = Array(base.utf8)
    var result: [UInt8] = []
    var position = 0
    for hunk in hunks {
      guard hunk.copied >= 0, hunk.deleted >= 0, hunk.copied <= bytes.count - position,
        hunk.deleted <= bytes.count - position - hunk.copied
      else { return nil }
      result += bytes[position..<position + hunk.copied]
      result += hunk.inserted
      position += hunk.copied + hunk.deleted
    }
    result += bytes[position...]
    guard let text = Text(validating: result[...]), Prose.checksum(of: text) == checksum else {
      return nil
    }
    return text
  }

  /// The patch that makes `text` of the text that `base` wrote; nil where it would not be smaller
  /// than half of the text.
  package init?(base: Dot, from old: Text, to text: Text) {
    let (oldWords, newWords) = (Words(Array(old.utf8)), Words(Array(text.utf8)))
    var tokens = TokenNumbers()
    let differences = Difference.between(
      tokens.numbers(of: oldWords), tokens.numbers(of: newWords))
    var hunks: [Prose.Hunk] = []
    var position = 0
    for difference in differences {
      let gone = oldWords[pieces: difference.old]
      let start =
        difference.old.isEmpty
        ? oldWords.offset(of: difference.old.lowerBound) : gone.startIndex
      hunks.append(
        Prose.Hunk(
          copied: start - position, deleted: gone.count,
          inserted: Array(newWords[pieces: difference.new])))
      position = start + gone.count
    }
    let size = hunks.reduce(Self.overheadBytes) { $0 + $1.inserted.count + Self.hunkBytes }
    guard size * 2 < text.utf8.count else { return nil }
    self.init(base: base, checksum: Prose.checksum(of: text), hunks: hunks)
  }

  /// What a patch takes beside its hunks on the wire: base, checksum, count; about 8 bytes.
  private static let overheadBytes = 8
  /// What a hunk takes beside its text: three counts of one or two bytes, 5 bytes.
  private static let hunkBytes = 5
}

extension Words {
  /// The offset in bytes at which a piece begins; the end of the text for the index after the last.
  fileprivate func offset(of index: Int) -> Int {
    index < pieces.count ? pieces[index].range.lowerBound : bytes.count
  }
}
