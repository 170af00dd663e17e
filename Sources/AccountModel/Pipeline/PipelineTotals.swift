package import SyncCore

/// The sums of some deals, in the report's currency.
package struct PipelineTotals: Hashable, Sendable {
  package private(set) var openDeals = 0
  package private(set) var bookedDeals = 0
  private var open = ExactAmount.zero
  private var weightedSum = ExactAmount.zero
  private var bookedSum = ExactAmount.zero
  private var lowSum = ExactAmount.zero
  private var highSum = ExactAmount.zero

  init() {}

  /// The amounts of the open deals, unweighted.
  package var openAmount: Number { open.number }
  /// The open amounts times their probabilities, by the values in force.
  package var weighted: Number { weightedSum.number }
  /// The amounts of the deals that were won in the window, by the values in force.
  package var booked: Number { bookedSum.number }
  /// Weighted and booked together.
  package var expected: Number { (weightedSum + bookedSum).number }
  /// The least that ``expected`` can become when people decide the open conflicts.
  package var low: Number { lowSum.number }
  /// The greatest that ``expected`` can become.
  package var high: Number { highSum.number }

  mutating func add(_ outcome: DealOutcome, range: ClosedRange<ExactAmount>) {
    switch outcome {
    case .open(let amount, let weighted):
      openDeals += 1
      open += amount
      weightedSum += weighted
    case .booked(let amount):
      bookedDeals += 1
      bookedSum += amount
    case .closed, .uncounted: break
    }
    lowSum += range.lowerBound
    highSum += range.upperBound
  }
}
