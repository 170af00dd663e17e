package import SyncCore

/// One role that a person plays when the customer decides about an opportunity: a member of the set
/// of them.
package struct OpportunityRole: Entity {
  package let id: RecordID
  package var opportunity: Reference?
  package var stakeholder: Reference?
  package var role: Role?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<OpportunityRole>(
    "opportunityRole", derivedFrom: ["opportunity", "stakeholder", "role"],
    [
      .init(
        "opportunity", \.opportunity, .reference("opportunity"), policy: .first, isParent: true),
      .init(
        "stakeholder", \.stakeholder, .reference("stakeholder"), policy: .first, isParent: true),
      .init("role", \.role, policy: .first),
    ])

  package enum Role: String, ChoiceValue {
    case technical, user, economic, champion, procurement
    case budgetOwner = "budget_owner"
    case businessOwner = "business_owner"
    case processOwner = "process_owner"
    case executiveSponsor = "executive_sponsor"
  }
}
