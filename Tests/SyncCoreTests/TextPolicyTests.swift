import SyncCore
import SyncTesting
import Testing

@Suite struct `The policy of texts` {
  static let plan: Text = .paragraphs(
    "The pump house at Kemi opens in May. It is blue.", "Leena decides alone.",
    "We meet in spring.")

  private func story(_ alice: Text, _ bob: Text) -> TextCell {
    var cell = TextCell()
    cell.write(.carol(1), Self.plan)
    cell.write(.alice(1), alice)
    cell.write(.bob(1), bob, over: [.carol(1)])
    return cell
  }

  @Test func `merges edits of different sentences and says that it decided`() {
    let cell = story(
      .paragraphs(
        "The pump house at Kemi opens in June. It is blue.", "Leena decides alone.",
        "We meet in spring."),
      .paragraphs(
        "The pump house at Kemi opens in May. It is green.", "Leena decides alone.",
        "We meet in spring.", "Bring the plans."))
    let reading = cell.read()
    #expect(reading.status == .decided)
    #expect(
      reading.value
        == .text(
          .paragraphs(
            "The pump house at Kemi opens in June. It is green.", "Leena decides alone.",
            "We meet in spring.", "Bring the plans.")))
    #expect(reading.text?.base == Self.plan)
    #expect(reading.candidates.count == 2)
  }

  @Test func `leaves two edits of one sentence to a person, the later one in force`() throws {
    let cell = story(
      .paragraphs(
        "The pump house at Kemi opens in June. It is blue.", "Leena decides alone.",
        "We meet in autumn."),
      .paragraphs(
        "The new house at Kemi opens in May. It is blue.", "Leena decides alone.",
        "We meet in spring."))
    let reading = cell.read()
    #expect(reading.status == .conflict)
    let place = try #require(reading.text?.conflicts.first)
    #expect(place.base == "The pump house at Kemi opens in May. It is blue.")
    #expect(place.sides.map(\.dots) == [[.alice(1)], [.bob(1)]])
    #expect(place.sides[0].text == "The pump house at Kemi opens in June. It is blue.")
    #expect(place.inForce == place.sides[1].text)
    #expect(
      reading.value
        == .text(
          .paragraphs(
            "The new house at Kemi opens in May. It is blue.", "Leena decides alone.",
            "We meet in autumn.")))
  }

  @Test func `supersedes with a save of the merged text all that went into it`() {
    var cell = story(.paragraphs("New.", Self.plan), .paragraphs(Self.plan, "Last."))
    let reading = cell.read()
    #expect(reading.status == .decided)
    let basis = reading.basis(policy: .text, isPending: { _ in false }, stamp: { _ in .minute(0) })
    #expect(basis == Basis(dots: [.alice(1), .bob(1)], base: nil))
    cell.write(.alice(2), .paragraphs("New.", Self.plan, "Last!"), over: basis.dots)
    #expect(cell.read().status == .single)
    #expect(cell.cell.past.map(\.dot) == [.alice(1), .bob(1), .carol(1)])
  }

  @Test func `keeps a save that had not seen another one beside it`() {
    var cell = story(.paragraphs("New.", Self.plan), .paragraphs(Self.plan, "Last."))
    // Carol opened the editor before either of them came.
    cell.write(.carol(2), .paragraphs(Self.plan, "Carol's."), over: [.carol(1)])
    #expect(cell.read().status == .decided)
    #expect(cell.text == .paragraphs("New.", Self.plan, "Last.", "Carol's."))
  }

  @Test func `takes equal texts for agreement, however they were written`() {
    var cell = TextCell()
    cell.write(.carol(1), Self.plan)
    cell.write(.alice(1), .paragraphs(Self.plan, "Last."))
    cell.write(.bob(1), .paragraphs(Self.plan, "Last."), over: [.carol(1)], whole: true)
    #expect(cell.read().status == .agreed)
  }

  @Test func `guesses nothing where two texts have no version in common`() {
    var cell = TextCell()
    cell.write(.alice(1), "One text.")
    cell.write(.bob(1), "Another text.", over: [])
    let reading = cell.read()
    #expect(reading.status == .conflict)
    #expect(reading.text == nil)
    #expect(reading.value == .text("Another text."))
  }

  @Test func `leaves a deletion of the text against an edit to a person`() {
    var cell = TextCell()
    cell.write(.carol(1), Self.plan)
    cell.write(.alice(1), .paragraphs(Self.plan, "Last."))
    cell.cell.apply(Write(.milk, "body", supersedes: [.carol(1)], value: .null), dot: .bob(1))
    #expect(cell.read().status == .conflict)
  }

  @Test func `finds the newest version that both go back to`() {
    var cell = TextCell()
    cell.write(.carol(1), Self.plan)
    cell.write(.carol(2), .paragraphs(Self.plan, "Added by Carol."))
    // Both delete it; over the older version that would look like nothing happened.
    cell.write(.alice(1), .paragraphs("New.", Self.plan))
    cell.write(.bob(1), .paragraphs(Self.plan, "Last."), over: [.carol(2)])
    let reading = cell.read()
    #expect(reading.text?.base == .paragraphs(Self.plan, "Added by Carol."))
    #expect(!reading.value.description.contains("Added by Carol."))
  }

  @Test func `does not bring back what a person deleted from a merged text`() {
    // Both are shown the merge of two versions; one of them deletes what the other adds to.
    var cell = story(.paragraphs("By Alice.", Self.plan), .paragraphs(Self.plan, "By Bob."))
    let merged = cell.text
    #expect(merged == .paragraphs("By Alice.", Self.plan, "By Bob."))
    let both: [Dot] = [.alice(1), .bob(1)]
    cell.write(.alice(2), .paragraphs(Self.plan, "By Bob."), over: both)
    cell.write(.bob(2), .paragraphs("By Alice.", Self.plan, "By Bob.", "More."), over: both)
    let reading = cell.read()
    #expect(reading.status == .decided)
    #expect(reading.text?.base == merged)
    #expect(cell.text == .paragraphs(Self.plan, "By Bob.", "More."))
  }

  @Test func `is a conflict while a version cannot be read`() {
    var cell = TextCell()
    cell.write(.carol(1), Self.plan)
    cell.write(.alice(1), .paragraphs(Self.plan, "Last."))
    cell.release([.carol(1)])
    #expect(cell.cell.past.isEmpty)
    let reading = cell.read()
    #expect(reading.status == .conflict)
    cell.write(.bob(1), "All new.", over: [.alice(1)])
    #expect(cell.read().status == .single)
  }

  @Test(arguments: Policy.allCases)
  func `is not the only one that shows words`(policy: Policy) {
    let cell = story(.paragraphs("New.", Self.plan), .paragraphs(Self.plan, "Last."))
    let reading = cell.read(policy)
    for candidate in reading.candidates {
      if case .text = candidate.value { continue }
      Issue.record("\(policy) shows \(candidate.value)")
    }
  }
}
