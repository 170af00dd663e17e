import SyncCore
import Testing

@Suite struct `A bound policy` {
  private static func field(_ policy: Policy, _ type: FieldType = .text) -> FieldDescription {
    FieldDescription(name: "phone", type: type, policy: policy)
  }

  private static func kind(_ policy: Policy, named name: Text = "stakeholder")
    -> KindDescription
  {
    KindDescription(
      name: name, home: .account,
      fields: [field(policy), FieldDescription(name: "title", type: .text, policy: .latest)],
      label: "title", derivedFrom: [], isAppendOnly: false, isAdministered: false)
  }

  private static func bound(_ policy: Policy, to name: Text) -> Policy? {
    kind(policy).bound(by: [BoundPolicy(kind: "stakeholder", field: "phone", policy: name)])
      .field("phone")?.policy
  }

  @Test(arguments: Policy.allCases)
  func `is in force where the field can have it`(policy: Policy) {
    let free: Set<Policy> = [.latest, .first, .least, .greatest, .anyTrue, .reviewLatest]
    for schema in Policy.allCases {
      let isAllowed =
        free.contains(policy) || policy == schema || (policy == .reviewBase && schema.asksPerson)
      #expect(Self.field(schema).allows(policy) == isAllowed)
      #expect(Self.bound(schema, to: Text(policy.rawValue)) == (isAllowed ? policy : schema))
    }
  }

  @Test func `asks a person where this program does not know it`() {
    #expect(Self.field(.latest).standing(of: "latest@99") == .unknown)
    #expect(Self.bound(.latest, to: "latest@99") == .reviewBase)
    #expect(Self.bound(.greatest, to: "") == .reviewBase)
  }

  @Test func `never merges what is no long text`() {
    #expect(Self.bound(.latest, to: "text@1") == .latest)
    #expect(Self.bound(.text, to: "text@1") == .text)
    // No write of a long text carries a base.
    #expect(Self.bound(.text, to: "text@99") == .reviewLatest)
  }

  @Test func `changes the one field of the one kind, and nothing else of it`() {
    let kind = Self.kind(.latest)
    let others = [
      BoundPolicy(kind: "stakeholder", field: "life", policy: "latest@1"),
      BoundPolicy(kind: "opportunity", field: "phone", policy: "first@1"),
      BoundPolicy(kind: "stakeholder", field: "fax", policy: "first@1"),
    ]
    #expect(kind.bound(by: others) == kind)
    #expect(kind.bound(by: []) == kind)
    let bound = kind.bound(
      by: [BoundPolicy(kind: "stakeholder", field: "phone", policy: "first@1")])
    #expect(bound.field("phone")?.policy == .first)
    #expect(bound.field("title") == kind.field("title"))
    #expect(bound.label == kind.label && bound.home == kind.home)
  }

  @Test func `does not bind what binds policies`() {
    let kind = Self.kind(.latest, named: BoundPolicy.kindName)
    let rule = BoundPolicy(kind: BoundPolicy.kindName, field: "phone", policy: "first@1")
    #expect(kind.bound(by: [rule]) == kind)
  }
}
