import SyncCore
import SyncTesting
import Testing

@Suite struct `The versions of a text` {
  static let long = Text(
    (0..<40).map { "Sentence number \($0) stays as it is." }.joined(separator: " "))

  private func patches(_ cell: Cell) -> Int {
    (cell.siblings + cell.past).filter {
      if case .prose(.patch) = $0.value { true } else { false }
    }.count
  }

  @Test func `are patches, and whole after sixteen of them`() {
    var cell = TextCell()
    for count in 1...40 {
      let text = Text("\(Self.long) Edit \(count).")
      cell.write(.alice(UInt64(count)), text)
      #expect(cell.text == text)
    }
    #expect(patches(cell.cell) == 37)
    let whole = cell.cell.past.filter { if case .prose(.whole) = $0.value { true } else { false } }
    #expect(whole.map(\.dot) == [.alice(1), .alice(18), .alice(35)])
  }

  @Test(arguments: Seed.first(40))
  func `are all readable, whatever was saved over what`(seed: Seed) {
    var generator = seed.generator
    var cell = TextCell()
    var written: [Dot: Text] = [:]
    var draft = DraftText(&generator, paragraphs: 3, mark: "o")
    for index in 1...30 {
      draft.edit(&generator, mark: "e")
      let dot = Dot(ReplicaID.everybody.randomElement(using: &generator) ?? .alice, UInt64(index))
      let known = (cell.cell.siblings + cell.cell.past).map(\.dot)
      // Some saves go over what was shown long ago.
      let isStale = generator.isOneOf(1, in: 3)
      let shown = isStale ? known.filter { _ in generator.isOneOf(1, in: 3) } : nil
      cell.write(dot, draft.text, over: shown)
      written[dot] = draft.text
      let versions = TextVersions(cell.cell)
      for (dot, text) in written { #expect(versions.text(of: dot) == text) }
    }
  }

  @Test func `are written whole over a version that is past`() {
    var cell = TextCell()
    cell.write(.alice(1), Self.long)
    cell.write(.bob(1), Text("\(Self.long) More."))
    cell.write(.alice(2), Text("\(Self.long) Other."), over: [.alice(1)])
    #expect(cell.cell.siblings.map(\.isProse) == [true, true])
    #expect(patches(cell.cell) == 1)
  }

  @Test func `that go round in circles cannot be read, and stop nobody`() {
    let step = { (dot: Dot, base: Dot) in
      Sibling(
        dot: dot, value: .prose(.patch(.init(base: base, checksum: 0, hunks: []))),
        supersedes: [base])
    }
    for cell in [
      Cell([step(.alice(1), .alice(1))]),
      Cell([step(.alice(1), .bob(1))], past: [step(.bob(1), .alice(1))]),
      Cell([step(.alice(1), .bob(1)), step(.bob(1), .alice(1))]),
    ] {
      let versions = TextVersions(cell)
      #expect(versions.text(of: .alice(1)) == nil)
      #expect(versions.chainLength(of: .alice(1)) == nil)
      #expect(versions.base(of: [.alice(1), .bob(1)]) == nil)
      for policy in Policy.allCases {
        let reading = policy.read(cell) { _ in .minute(0) }
        #expect(reading.status == .conflict)
      }
    }
  }

  @Test func `that patch what their author did not supersede cannot be read`() {
    let whole = Sibling(dot: .alice(1), value: .prose(.whole("")))
    let empty = Prose.Patch(base: .alice(1), checksum: Prose.checksum(of: ""), hunks: [])
    for (supersedes, text) in [([Dot.alice(1)], Text("")), ([.carol(1)], nil), ([], nil)] {
      let patch = Sibling(dot: .bob(1), value: .prose(.patch(empty)), supersedes: supersedes)
      #expect(TextVersions(Cell([patch], past: [whole])).text(of: .bob(1)) == text)
    }
  }

  @Test func `have the newest common ancestor as their base`() {
    var cell = TextCell()
    cell.write(.carol(1), "One.")
    cell.write(.carol(2), "One. Two.")
    cell.write(.carol(3), "One. Two. Three.")
    cell.write(.alice(1), "A", over: [.carol(3)])
    cell.write(.bob(1), "B", over: [.carol(2)])
    let versions = TextVersions(cell.cell)
    #expect(versions.ancestors(of: .alice(1)) == [.carol(1), .carol(2), .carol(3)])
    #expect(versions.base(of: [.alice(1), .bob(1)])?.dots == [.carol(2)])
    #expect(versions.base(of: [.bob(1), .alice(1)])?.text == "One. Two.")
    #expect(versions.base(of: [.alice(1), .carol(9)]) == nil)
  }
}
