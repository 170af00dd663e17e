internal import SyncCore

/// A sum of money without rounding: amounts times percentages, none of them negative.
///
/// Unit: 10⁻²⁰ of a currency unit, which holds 9 decimals of an amount, 9 of a percentage and the
/// 2 of the percent itself. A single amount is below 10¹⁵, so 128 bits hold three thousand of the
/// greatest ones; beyond that a sum stays at the greatest value instead of trapping.
struct ExactAmount: Hashable, Comparable, Sendable {
  private static let scale: UInt8 = 20
  private static let percentScale: UInt8 = 2

  private var units: UInt128

  static let zero = ExactAmount(units: 0)
  static let wholePercent: Number = 100

  private init(units: UInt128) { self.units = units }

  /// The amount times the percentage, or nil where the amount is negative or the percentage is
  /// outside 0 to 100.
  init?(_ amount: Number, percent: Number = wholePercent) {
    guard amount >= 0, percent >= 0, percent <= Self.wholePercent else { return nil }
    let places = Self.scale - Self.percentScale - amount.scale - percent.scale
    units =
      UInt128(amount.mantissa.magnitude) * UInt128(percent.mantissa.magnitude) * Self.power(places)
  }

  static func < (left: Self, right: Self) -> Bool { left.units < right.units }

  static func + (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.units.addingReportingOverflow(right.units)
    return ExactAmount(units: overflow ? .max : sum)
  }

  static func += (left: inout Self, right: Self) { left = left + right }

  /// The sum with as many decimals as a number holds, rounded half up.
  var number: Number {
    for scale in (0...Number.maximumScale).reversed() {
      let divisor = Self.power(Self.scale - scale)
      let (quotient, remainder) = units.quotientAndRemainder(dividingBy: divisor)
      let rounded = remainder >= divisor - remainder ? quotient + 1 : quotient
      if let mantissa = Int64(exactly: rounded),
        let number = Number(mantissa: mantissa, scale: scale)
      {
        return number
      }
    }
    return Number(mantissa: Number.maximumMantissa, scale: 0) ?? 0
  }

  private static func power(_ exponent: UInt8) -> UInt128 {
    (0..<exponent).reduce(1 as UInt128) { product, _ in product * 10 }
  }
}
