/// An exact decimal number: `mantissa` divided by ten to the power of `scale`.
///
/// Normalised, so that equal numbers have equal parts: the mantissa of a number with a scale never
/// ends in 0. Range: 15 significant digits, so that a 64-bit float keeps every number exactly.
package struct Number: Hashable, Comparable, Sendable, CustomStringConvertible,
  ExpressibleByIntegerLiteral
{
  /// 15 decimal digits survive a round trip through a 64-bit float.
  package static let maximumMantissa: Int64 = 999_999_999_999_999
  package static let maximumScale: UInt8 = 9

  package let mantissa: Int64
  package let scale: UInt8

  /// The normalised number, or nil where it is out of range.
  package init?(mantissa: Int64, scale: UInt8) {
    var mantissa = mantissa
    var scale = scale
    while scale > 0, mantissa.isMultiple(of: 10) {
      mantissa /= 10
      scale -= 1
    }
    guard mantissa.magnitude <= Self.maximumMantissa.magnitude, scale <= Self.maximumScale else {
      return nil
    }
    self.mantissa = mantissa
    self.scale = scale
  }

  /// - Precondition: the value is within ``maximumMantissa``.
  package init(integerLiteral value: Int64) {
    precondition(
      value.magnitude <= Self.maximumMantissa.magnitude, "a literal of at most 15 digits")
    mantissa = value
    scale = 0
  }

  /// The number that plain decimal digits spell (`-12`, `480000.50`), or nil.
  package init?(_ text: some StringProtocol) {
    var digits = Array(text.utf8)
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    var fraction = parts.count == 2 ? Array(parts[1]) : []
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    var mantissa: Int64 = 0
    for digit in Array(parts[0]) + fraction {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
      guard !overflow, product <= Self.maximumMantissa else { return nil }
      mantissa = product + Int64(digit - UInt8(ascii: "0"))
    }
    guard fraction.count <= Int(Self.maximumScale) else { return nil }
    self.init(mantissa: isNegative ? -mantissa : mantissa, scale: UInt8(fraction.count))
  }

  /// The whole number, or nil where there is a fraction.
  package var integer: Int64? { scale == 0 ? mantissa : nil }

  package static func < (left: Self, right: Self) -> Bool {
    // At most 15 + 9 digits: 128 bits hold every common denominator.
    Int128(left.mantissa) * power(right.scale) < Int128(right.mantissa) * power(left.scale)
  }

  package var description: String {
    guard scale > 0 else { return "\(mantissa)" }
    let digits = String(mantissa.magnitude)
    let padding = String(repeating: "0", count: max(0, Int(scale) + 1 - digits.utf8.count))
    let padded = padding + digits
    let whole = padded.utf8.count - Int(scale)
    return (mantissa < 0 ? "-" : "") + String(padded.prefix(whole)) + "."
      + String(padded.suffix(Int(scale)))
  }

  private static func power(_ scale: UInt8) -> Int128 {
    (0..<scale).reduce(1 as Int128) { product, _ in product * 10 }
  }
}
