package import SyncCore

/// What the pipeline counts: the window, the currency and the probabilities.
package struct PipelineRules: Hashable, Sendable {
  /// A deal that was won on one of these days is booked.
  package let window: ClosedRange<Day>
  /// The currency of the sums; an amount without a currency is in it.
  package let currency: String
  package let methodology: Methodology

  package init(
    window: ClosedRange<Day>, currency: String, methodology: Methodology = .standard
  ) {
    self.window = window
    self.currency = currency
    self.methodology = methodology
  }

  /// The currency that most deals are in, for a report where no team names one.
  package static func commonCurrency(of deals: [PipelineDeal]) -> String {
    var counts: [Text: Int] = [:]
    for deal in deals {
      let currency = Money(fieldValue: deal.value(Opportunity.moneyField))?.currency ?? ""
      if !currency.isEmpty { counts[Text(currency), default: 0] += 1 }
    }
    let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return most?.key.string ?? ""
  }

  /// What the values in force add.
  func outcome(of deal: PipelineDeal) -> DealOutcome {
    do throws(UncountedReason) {
      let phase = try phase(of: deal.value(Opportunity.closeField))
      if phase == .closed { return .closed }
      let amount = try amount(of: deal.value(Opportunity.moneyField))
      guard let whole = ExactAmount(amount) else { return .uncounted(.negativeAmount) }
      if phase == .booked { return .booked(whole) }
      let percent = try percent(of: deal)
      guard let weighted = ExactAmount(amount, percent: percent) else {
        return .uncounted(.probabilityOutOfRange)
      }
      return .open(amount: whole, weighted: weighted)
    } catch {
      return .uncounted(error)
    }
  }

  /// The least and the greatest contribution over every combination of the open values.
  ///
  /// A contribution never falls when an amount or a probability rises, so the extremes of each are
  /// enough: the cost grows with the sum of the candidates, not with their product. Values that do
  /// not count add nothing.
  func range(of deal: PipelineDeal) -> ClosedRange<ExactAmount> {
    // What does not count adds nothing here; outcome(of:) names the reason.
    let amounts = deal.openValues(Opportunity.moneyField).map { (try? amount(of: $0)) ?? 0 }
    let percents = openPercents(of: deal)
    var contributions: [ExactAmount] = []
    for value in deal.openValues(Opportunity.closeField) {
      // What does not count adds nothing here; outcome(of:) names the reason.
      let phase = (try? phase(of: value)) ?? .closed
      for amount in [amounts.min(), amounts.max()] {
        for percent in [percents.min(), percents.max()] {
          contributions.append(
            contribution(phase, amount: amount ?? 0, percent: percent ?? 0))
        }
      }
    }
    return (contributions.min() ?? .zero)...(contributions.max() ?? .zero)
  }

  /// Every probability that a deal can have, in percent.
  private func openPercents(of deal: PipelineDeal) -> [Number] {
    let overrides = deal.openValues(Opportunity.probabilityField).map(override(of:))
    var percents = overrides.compactMap(\.self)
    if overrides.contains(nil) {
      // What does not count adds nothing here; outcome(of:) names the reason.
      percents += deal.openValues(Opportunity.stageField).map { (try? probability(of: $0)) ?? 0 }
    }
    return percents.map { ExactAmount(0, percent: $0) == nil ? 0 : $0 }
  }

  private func percent(of deal: PipelineDeal) throws(UncountedReason) -> Number {
    if let own = override(of: deal.value(Opportunity.probabilityField)) { return own }
    return try probability(of: deal.value(Opportunity.stageField))
  }

  private func contribution(_ phase: Phase, amount: Number, percent: Number) -> ExactAmount {
    switch phase {
    case .open: ExactAmount(amount, percent: percent) ?? .zero
    case .booked: ExactAmount(amount) ?? .zero
    case .closed: .zero
    }
  }

  /// Where a deal stands in the window.
  private enum Phase { case open, booked, closed }

  private func phase(of value: Value) throws(UncountedReason) -> Phase {
    let word = OpportunityClose.word(in: value).string
    switch OpportunityClose.Status(rawValue: word) {
    case .open: return .open
    case .lost, .onHold: return .closed
    case .won:
      guard let day = OpportunityClose(fieldValue: value)?.closedOn else { throw .wonWithoutDay }
      return window.contains(day) ? .booked : .closed
    case nil: throw .unknownStatus(word)
    }
  }

  private func amount(of value: Value) throws(UncountedReason) -> Number {
    guard let money = Money(fieldValue: value), let amount = money.amount else { throw .noAmount }
    if amount < 0 { throw .negativeAmount }
    guard money.currency.isEmpty || Self.isSame(money.currency, currency) else {
      throw .otherCurrency(money.currency)
    }
    return amount
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    Text(FieldType.lowercased(left)) == Text(FieldType.lowercased(right))
  }

  private func override(of value: Value) -> Number? {
    ProbabilityOverride(fieldValue: value)?.probability
  }

  private func probability(of stage: Value) throws(UncountedReason) -> Number {
    let word = OpportunityStage.word(in: stage).string
    guard let percent = BuyingStage(rawValue: word).flatMap(methodology.probability(of:)) else {
      throw .noProbability(stage: word)
    }
    return percent
  }
}
