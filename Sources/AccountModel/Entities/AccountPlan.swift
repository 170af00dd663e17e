package import SyncCore

/// The business plan of an account for one year, in its eight sections.
///
/// An account has one plan for a year: two sellers who begin it apart write the same record.
package struct AccountPlan: Entity {
  package let id: RecordID
  package var year: Number?
  package var status = Status.draft
  package var customer = ""
  package var industryAnalysis = ""
  package var customerAnalysis = ""
  package var stakeholderAnalysis = ""
  package var competitionAnalysis = ""
  package var valueProposition = ""
  package var opportunityAnalysis = ""
  package var influencingPlan = ""
  package var reviewedOn: Day?
  /// The plan of the year before.
  package var predecessor: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<AccountPlan>(
    "accountPlan", derivedFrom: ["year"],
    [
      .init("year", \.year, policy: .first),
      .init("status", \.status, policy: .reviewLatest),
      .init("customer", \.customer, policy: .text),
      .init("industryAnalysis", \.industryAnalysis, policy: .text),
      .init("customerAnalysis", \.customerAnalysis, policy: .text),
      .init("stakeholderAnalysis", \.stakeholderAnalysis, policy: .text),
      .init("competitionAnalysis", \.competitionAnalysis, policy: .text),
      .init("valueProposition", \.valueProposition, policy: .text),
      .init("opportunityAnalysis", \.opportunityAnalysis, policy: .text),
      .init("influencingPlan", \.influencingPlan, policy: .text),
      .init("reviewedOn", \.reviewedOn, policy: .greatest),
      .init("predecessor", \.predecessor, .reference("accountPlan"), policy: .first),
    ])

  package enum Status: String, ChoiceValue {
    case draft, active
    case inReview = "in_review"
    case closed
  }
}
