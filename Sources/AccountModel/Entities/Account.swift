package import SyncCore

/// A customer account: the space that holds it holds its plan, people and opportunities.
package struct Account: Entity {
  package let id: RecordID
  package var name = ""
  package var owner = ""
  /// The account that this one belongs to, in a space of its own.
  package var parent: Reference?
  package var accountClass: Class?
  package var serviceModel: ServiceModel?
  package var influenceSegment: InfluenceSegment?
  package var industry = ""
  package var marketTier = ""
  package var channel = ""
  package var targetQuadrant: Quadrant?
  package var targetLevel: RelationshipLevel?
  package var annualValue = Money()
  /// Cost of serving the customer for a year, in the currency of ``annualValue``.
  package var costToServe: Number?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Account>(
    "account", label: "name",
    [
      .init("name", \.name, policy: .reviewLatest),
      .init("owner", \.owner, .user, policy: .reviewLatest),
      .init("parent", \.parent, .reference("account"), policy: .reviewLatest),
      .init("accountClass", \.accountClass, policy: .reviewLatest),
      .init("serviceModel", \.serviceModel, policy: .reviewLatest),
      .init("influenceSegment", \.influenceSegment, policy: .reviewLatest),
      .init("industry", \.industry),
      .init("marketTier", \.marketTier),
      .init("channel", \.channel, policy: .reviewLatest),
      .init("targetQuadrant", \.targetQuadrant, policy: .reviewLatest),
      .init("targetLevel", \.targetLevel, policy: .reviewLatest),
      .init("annualValue", \.annualValue, policy: .reviewLatest),
      .init("costToServe", \.costToServe),
    ])
}

extension Account {
  package enum Class: String, ChoiceValue {
    case customer
    case keyAccount = "key_account"
    case strategicAccount = "strategic_account"
  }

  /// The relationship management model: how much service the account is given.
  package enum ServiceModel: String, ChoiceValue { case a, b, c }

  /// The segment that decides which influencing activities the account is entitled to.
  package enum InfluenceSegment: String, ChoiceValue { case a, b, c, d }

  /// How important the supplier is to the customer.
  package enum Quadrant: String, ChoiceValue { case routine, strategic, commodity, bottleneck }

  /// What the relationship with the customer is built on, ascending.
  package enum RelationshipLevel: String, ChoiceValue {
    case productVendor = "product_vendor"
    case solutionProvider = "solution_provider"
    case businessPartner = "business_partner"
    case trustedAdvisor = "trusted_advisor"
  }
}
