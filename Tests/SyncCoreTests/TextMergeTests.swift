import SyncCore
import SyncTesting
import Testing

/// The merge of two versions, Alice's being the earlier one.
private func merge(_ base: Text, _ alice: Text, _ bob: Text) -> TextMerge {
  TextMerge(base: base, .init(.alice(1), alice), .init(.bob(1), bob))
}

extension TextMerge {
  /// All words that a reader finds in the text or beside it.
  fileprivate var allWords: Set<String> {
    conflicts.flatMap(\.sides).map(\.text.plainWords).reduce(text.plainWords) { $0.union($1) }
  }
}

@Suite struct `A merge of texts` {
  @Test(arguments: Seed.first(500))
  func `gives back the version that alone was changed`(seed: Seed) {
    var generator = seed.generator
    for _ in 0..<2 {
      let base = DraftText.drawn(&generator, upTo: 5)
      let edits = Int.random(in: 0...4, using: &generator)
      let edited = base.edited(&generator, mark: "a", times: edits).text
      for versions in [(edited, base.text), (base.text, edited), (edited, edited)] {
        let merge = merge(base.text, versions.0, versions.1)
        #expect(merge.isClean)
        #expect(merge.text == edited)
      }
    }
  }

  @Test(arguments: Seed.first(1_000))
  func `loses no word, and comes out the same whoever comes first`(seed: Seed) {
    var generator = seed.generator
    for _ in 0..<3 {
      let base = DraftText.drawn(&generator, upTo: 5)
      let edits = Int.random(in: 1...3, using: &generator)
      let a = base.edited(&generator, mark: "a", times: edits).text
      let b = base.edited(&generator, mark: "b", times: edits).text
      let (one, other) = (merge(base.text, a, b), merge(base.text, b, a))
      #expect(one.isClean == other.isClean)
      #expect(one.conflicts.map(\.base) == other.conflicts.map(\.base))
      #expect(one.text.plainWords.count == other.text.plainWords.count || !one.isClean)
      let old = base.text.plainWords
      let new = a.plainWords.union(b.plainWords).subtracting(old)
      #expect(new.isSubset(of: one.allWords))
      guard one.isClean else { continue }
      // What both kept stays, what one deleted goes, what either brought comes.
      let kept = a.plainWords.intersection(b.plainWords)
      #expect(one.text.plainWords == kept.union(new))
      #expect(one.text.plainWords == other.text.plainWords)
    }
  }
}
