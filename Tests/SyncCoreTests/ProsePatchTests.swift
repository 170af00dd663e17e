import SyncCore
import SyncTesting
import Testing

@Suite struct `A patch of a text` {
  private func patch(_ old: Text, _ new: Text) -> Prose.Patch? {
    Prose.Patch(base: .alice(1), from: old, to: new)
  }

  @Test(arguments: Seed.first(1_000))
  func `leads from its base to its text, and from no other`(seed: Seed) throws {
    var generator = seed.generator
    let base = DraftText.drawn(&generator, upTo: 6, from: 2)
    let edits = Int.random(in: 0...3, using: &generator)
    let edited = base.edited(&generator, mark: "a", times: edits)
    guard let patch = patch(base.text, edited.text) else { return }
    #expect(patch.applied(to: base.text) == edited.text)
    let other = base.edited(&generator, mark: "b", times: 1).text
    let wrong = patch.applied(to: other)
    #expect(wrong == nil || wrong == edited.text)
    #expect(patch.applied(to: "") == nil || edited.text.isEmpty)
  }

  @Test func `is made only where it saves half of the text`() {
    let text: Text = "The pump house at Kemi opens in the middle of May and closes in October."
    let edited: Text = "The pump house at Kemi opens in the end of May and closes in October."
    #expect(patch(text, edited) != nil)
    #expect(patch(text, "Nothing of it is left.") == nil)
    #expect(patch("", "A beginning.") == nil)
    #expect(patch(text, "") == nil)
  }

  @Test(
    arguments: [
      [(Int.max, 0, [])], [(0, Int.max, [])], [(1, Int.max, [])], [(-1, 0, [])], [(0, -1, [])],
      [(2, 0, []), (Int.max - 1, 1, [])], [(5, 0, [])], [(0, 5, [])], [(4, 1, [])],
      [(1, 0, [0xFF])], [(0, 1, [0xC3])], [(3, 1, [])],
    ] as [[(Int, Int, [UInt8])]])
  func `refuses counts and bytes that do not fit`(steps: [(Int, Int, [UInt8])]) {
    let hunks = steps.map { Prose.Hunk(copied: $0.0, deleted: $0.1, inserted: $0.2) }
    for checksum in [0, Prose.checksum(of: "aaä"), Prose.checksum(of: "")] {
      let patch = Prose.Patch(base: .alice(1), checksum: checksum, hunks: hunks)
      #expect(patch.applied(to: "aaä") == nil)
    }
  }

  @Test(arguments: Seed.first(500))
  func `never fails on random steps`(seed: Seed) {
    var generator = seed.generator
    let base = DraftText(&generator, paragraphs: 1, mark: "o").text
    let edges = [0, 1, 2, 7, base.utf8.count, base.utf8.count + 1, Int.max, Int.min, -1]
    let hunks = (0..<4).map { _ in
      Prose.Hunk(
        copied: edges.randomElement(using: &generator) ?? 0,
        deleted: edges.randomElement(using: &generator) ?? 0,
        inserted: (0..<2).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
    let patch = Prose.Patch(base: .alice(1), checksum: 0, hunks: hunks)
    let result = patch.applied(to: base)
    #expect(result == nil || result.map(Prose.checksum(of:)) == 0)
  }

  @Test(arguments: [("", 0x811C_9DC5), ("a", 0xE40C_292C), ("foobar", 0xBF9C_F968)])
  func `is checked by FNV-1a`(text: String, sum: UInt32) {
    #expect(Prose.checksum(of: Text(text)) == sum)
  }
}
