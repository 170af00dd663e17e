package import SyncCore

/// Weighted pipeline and expected bookings, with the range that open conflicts leave.
///
/// The sums follow the values in force; a conflict widens the range and never moves the sums.
/// A deal stands in the rows of its values in force, with its whole range.
package struct Pipeline: Hashable, Sendable {
  package let rules: PipelineRules
  package let total: PipelineTotals
  /// By the stage's word, in the customer's order; words that this program does not know come last.
  package let stages: [Row]
  package let owners: [Row]
  package let accounts: [Row]
  /// By the month of the expected close, `2026-03`; empty where none is set.
  package let closeMonths: [Row]
  /// Deals that wait for a decision, in the order in which they were given.
  package let contested: [Contested]
  /// Deals that are open or won and cannot be counted as they stand.
  package let uncounted: [Uncounted]

  package init(_ deals: [PipelineDeal], rules: PipelineRules) {
    self.rules = rules
    var total = PipelineTotals()
    var rows: [Grouping: [Text: PipelineTotals]] = [:]
    var contested: [Contested] = []
    var uncounted: [Uncounted] = []
    for deal in deals {
      let outcome = rules.outcome(of: deal)
      let range = rules.range(of: deal)
      let fields = deal.contestedFields
      if !fields.isEmpty {
        contested.append(Contested(deal, fields: fields, outcome: outcome, range: range))
      }
      if case .uncounted(let reason) = outcome {
        uncounted.append(Uncounted(reference: deal.reference, name: deal.name, reason: reason))
      }
      // A deal that is closed whatever people decide would only add empty rows.
      if outcome == .closed, range.upperBound == .zero { continue }
      total.add(outcome, range: range)
      for grouping in Grouping.allCases {
        rows[grouping, default: [:]][grouping.key(of: deal), default: PipelineTotals()]
          .add(outcome, range: range)
      }
    }
    self.total = total
    self.contested = contested
    self.uncounted = uncounted
    let order = rules.methodology.stages.map { Text($0.stage.rawValue) }
    stages = Self.rows(rows[.stage], order: order)
    owners = Self.rows(rows[.owner])
    accounts = Self.rows(rows[.account])
    closeMonths = Self.rows(rows[.closeMonth])
  }

  /// The rows ascending by key, those of `order` before all others.
  private static func rows(_ totals: [Text: PipelineTotals]?, order: [Text] = []) -> [Row] {
    (totals ?? [:]).map { Row(key: $0.key, totals: $0.value) }.sorted { left, right in
      let places = [left, right].map { order.firstIndex(of: $0.key) ?? order.endIndex }
      return (places[0], left.key) < (places[1], right.key)
    }
  }

  private enum Grouping: CaseIterable {
    case stage, owner, account, closeMonth

    /// The length of `2026-03` in `2026-03-31`.
    private static let monthLength = 7

    func key(of deal: PipelineDeal) -> Text {
      switch self {
      case .stage: OpportunityStage.word(in: deal.value(Opportunity.stageField))
      case .owner: Text(deal.owner)
      case .account: Text(deal.account)
      case .closeMonth:
        Text(
          String(
            deal.value(Opportunity.expectedCloseField).description.prefix(Self.monthLength)))
      }
    }
  }
}

extension Pipeline {
  /// The sums of one stage, owner, account or month.
  package struct Row: Hashable, Sendable {
    package let key: Text
    package let totals: PipelineTotals
  }

  /// A deal of which fields wait for a person.
  package struct Contested: Hashable, Sendable {
    package let reference: Reference
    package let name: String
    package let account: String
    /// The fields that wait, some of which may not touch the sums.
    package let fields: [Text]
    /// What the deal adds by its values in force.
    package let inForce: Number
    package let low: Number
    package let high: Number

    init(
      _ deal: PipelineDeal, fields: [Text], outcome: DealOutcome, range: ClosedRange<ExactAmount>
    ) {
      reference = deal.reference
      name = deal.name
      account = deal.account
      self.fields = fields
      inForce = outcome.contribution.number
      low = range.lowerBound.number
      high = range.upperBound.number
    }
  }

  /// A deal that is left out of the sums, and why.
  package struct Uncounted: Hashable, Sendable {
    package let reference: Reference
    package let name: String
    package let reason: UncountedReason
  }
}
