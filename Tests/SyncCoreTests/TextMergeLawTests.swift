import SyncCore
import SyncTesting
import Testing

@Suite struct `A merge of small texts` {
  /// Every text of at most `length` of the given pieces.
  private func texts(_ pieces: [String], upTo length: Int, between separator: String) -> [Text] {
    var all: [[String]] = [[]]
    var last: [[String]] = [[]]
    for _ in 0..<length {
      last = last.flatMap { beginning in pieces.map { beginning + [$0] } }
      all += last
    }
    return all.map { Text($0.joined(separator: separator)) }
  }

  /// Merges every pair of versions of every base, and says what no merge may break.
  private func checkAll(_ texts: [Text]) {
    for base in texts {
      for (index, a) in texts.enumerated() {
        for b in texts[index...] where !keepsLaws(base, a, b) {
          Issue.record("\(base) | \(a) | \(b)")
        }
      }
    }
  }

  private func keepsLaws(_ base: Text, _ a: Text, _ b: Text) -> Bool {
    let one = merge(base, a, b)
    let other = merge(base, b, a)
    guard one.isClean == other.isClean else { return false }
    if a == base, one.text != b || other.text != b { return false }
    if b == base, one.text != a || other.text != a { return false }
    if a == b, one.text != a { return false }
    return one.conflicts.allSatisfy { place in
      place.sides.count > 1 && place.sides.contains { $0.text == place.inForce }
    }
  }

  private func merge(_ base: Text, _ a: Text, _ b: Text) -> TextMerge {
    TextMerge(base: base, .init(.alice(1), a), .init(.bob(1), b))
  }

  @Test func `keeps the laws for all paragraphs`() {
    checkAll(texts(["a", "b"], upTo: 3, between: "\n\n"))
  }

  @Test func `keeps the laws for all words and sentences`() {
    checkAll(texts(["a ", "b", ". "], upTo: 3, between: ""))
  }

  @Test func `keeps the laws for spaces and blank lines`() {
    checkAll(texts(["a", "\n"], upTo: 4, between: ""))
  }
}

@Suite struct `A merge of many versions` {
  @Test(arguments: Seed.first(150))
  func `loses no word, in whatever order they come`(seed: Seed) {
    var generator = seed.generator
    let base = DraftText.drawn(&generator, upTo: 5)
    let versions = (0..<3).map { index in
      TextMerge.Version(
        Dot(ReplicaID(rawValue: UInt64(index + 1)), 1),
        base.edited(&generator, mark: "v\(index)", times: 2).text)
    }
    let merges = permutations(versions).map { TextMerge(base: base.text, versions: $0) }
    let new = versions.reduce(into: Set<String>()) { $0.formUnion($1.text.plainWords) }
      .subtracting(base.text.plainWords)
    for merge in merges {
      #expect(merge.isClean == merges[0].isClean)
      #expect(merge.conflicts.map(\.base) == merges[0].conflicts.map(\.base))
      let shown = merge.conflicts.flatMap(\.sides).map(\.text.plainWords)
        .reduce(merge.text.plainWords) { $0.union($1) }
      #expect(new.isSubset(of: shown))
      for place in merge.conflicts {
        let dots = Set(place.sides.flatMap(\.dots))
        #expect(dots.count == place.sides.flatMap(\.dots).count)
      }
    }
  }

  @Test func `shows in every place what its last author wrote`() {
    let merge = TextMerge(
      base: .paragraphs("Ours one.", "Ours two."),
      versions: [
        .init(.alice(1), .paragraphs("Alice one.", "Ours two.")),
        .init(.bob(1), .paragraphs("Bob one.", "Bob two.")),
        .init(.carol(1), .paragraphs("Ours one.", "Carol two.")),
        .init(.alice(2), .paragraphs("Alice one.", "Ours two.")),
      ])
    #expect(merge.conflicts.map(\.inForce) == ["Alice one.", "Carol two."])
    #expect(merge.conflicts[0].sides.map(\.dots) == [[.alice(1), .alice(2)], [.bob(1)]])
    #expect(merge.text == .paragraphs("Alice one.", "Carol two."))
  }

  @Test func `takes as long as its text, not as its differences squared`() {
    // Two rewritings of a long text: far beyond what the search for differences follows.
    let words = { (mark: String) in
      Text((0..<6_000).map { "\(mark)\($0)" }.joined(separator: " "))
    }
    let merge = TextMerge(
      base: words("o"), .init(.alice(1), words("a")), .init(.bob(1), words("b")))
    #expect(merge.conflicts.count == 1)
    #expect(merge.text == words("b"))
  }
}
