import AccountModel
import SyncCore
import Testing

@Suite struct `A deleted record with live children` {
  private static let deal = RecordKey(Opportunity.kind, RecordID(truncating: 1))
  private static let action = RecordKey(ActionItem.kind, RecordID(truncating: 2))
  private static let note = RecordKey(Note.kind, RecordID(truncating: 3))

  private static func member(_ key: RecordKey, visible: Bool = true, of parents: RecordKey...)
    -> OrphanFinding.Member
  {
    OrphanFinding.Member(key: key, isVisible: visible, parents: parents)
  }

  @Test func `is found with the children that are visible`() {
    let members = [
      Self.member(Self.deal, visible: false), Self.member(Self.action, of: Self.deal),
      Self.member(Self.note, visible: false, of: Self.deal),
    ]
    let findings = OrphanFinding.findings(among: members)
    #expect(findings == [OrphanFinding.finding(Self.deal, [Self.action])])
  }

  @Test func `is nothing where the parent is visible, or the children are not`() {
    let visible = [Self.member(Self.deal), Self.member(Self.action, of: Self.deal)]
    #expect(OrphanFinding.findings(among: visible).isEmpty)
    let hidden = [
      Self.member(Self.deal, visible: false),
      Self.member(Self.action, visible: false, of: Self.deal),
    ]
    #expect(OrphanFinding.findings(among: hidden).isEmpty)
  }

  @Test func `is found where it was purged meanwhile`() {
    let members = [Self.member(Self.action, of: Self.deal)]
    let kinds: Set<Text> = [Self.deal.kind, Self.action.kind]
    let finding = OrphanFinding.finding(Self.deal, [Self.action])
    #expect(OrphanFinding.findings(among: members, wholeKinds: kinds) == [finding])
    // Of a kind that this program does not know nobody can tell.
    #expect(OrphanFinding.findings(among: members, wholeKinds: [Self.action.kind]).isEmpty)
  }

  @Test func `takes with it what belongs to it, and what belongs to that`() {
    let other = RecordKey(ActionItem.kind, RecordID(truncating: 9))
    let members = [
      Self.member(Self.deal), Self.member(Self.action, of: Self.deal),
      Self.member(Self.note, of: Self.action), Self.member(other),
    ]
    #expect(OrphanFinding.descendants(of: Self.deal, among: members) == [Self.action, Self.note])
    #expect(OrphanFinding.descendants(of: other, among: members).isEmpty)
  }

  @Test func `is not led in a circle`() {
    let members = [
      Self.member(Self.action, of: Self.note), Self.member(Self.note, of: Self.action),
    ]
    #expect(OrphanFinding.descendants(of: Self.action, among: members) == [Self.note])
  }

  @Test func `has the records of its own space that name it as their parent`() throws {
    let space = try #require(SpaceID(bytes: [UInt8](repeating: 1, count: SpaceID.byteCount)))
    let other = try #require(SpaceID(bytes: [UInt8](repeating: 2, count: SpaceID.byteCount)))
    let cases: [(SpaceID?, [RecordKey])] = [(nil, [Self.deal]), (space, [Self.deal]), (other, [])]
    for (place, parents) in cases {
      let values: [Text: Value] = ["parent": .reference(Reference(Self.deal, in: place))]
      let member = OrphanFinding.Member(
        Record(
          Self.action,
          cells: ["text": Cell([Sibling(dot: Dot(ReplicaID(rawValue: 1), 1), value: .null)])]),
        kind: ActionItem.schema.description, in: space, values: values)
      #expect(member.parents == parents)
    }
  }

  @Test func `follows from references of these kinds`() {
    let parents = catalogDescriptions.flatMap { kind in
      kind.parentFields.map { "\(kind.name).\($0.name)" }
    }
    #expect(
      parents == [
        "observation.stakeholder", "stageEvent.opportunity", "advance.opportunity",
        "opportunityRole.opportunity", "opportunityRole.stakeholder",
        "milestoneEvidence.opportunity", "participant.activity", "participant.stakeholder",
        "action.parent", "note.about", "tag.about",
      ])
  }
}

extension OrphanFinding {
  fileprivate static func finding(_ parent: RecordKey, _ children: [RecordKey]) -> OrphanFinding? {
    findings(
      among: [Member(key: parent, isVisible: false, parents: [])]
        + children.map { Member(key: $0, isVisible: true, parents: [parent]) }
    ).first
  }
}
