/// What a deal adds to the pipeline under one choice of its values.
enum DealOutcome: Hashable, Sendable {
  case open(amount: ExactAmount, weighted: ExactAmount)
  case booked(ExactAmount)
  /// Lost, on hold, or won outside the window.
  case closed
  case uncounted(UncountedReason)

  /// Weighted or booked; nothing where the deal does not count.
  var contribution: ExactAmount {
    switch self {
    case .open(_, let weighted): weighted
    case .booked(let amount): amount
    case .closed, .uncounted: .zero
    }
  }
}

/// Why a deal that is open or won is not in the sums; it is listed instead.
package enum UncountedReason: Error, Hashable, Sendable {
  case noAmount
  case negativeAmount
  /// The amount is in a currency that is not the report's.
  case otherCurrency(String)
  /// The stage has no probability, or this program does not know its word.
  case noProbability(stage: String)
  /// A probability outside 0 to 100 percent.
  case probabilityOutOfRange
  /// Won, but without the day.
  case wonWithoutDay
  /// This program does not know the status's word.
  case unknownStatus(String)
}
