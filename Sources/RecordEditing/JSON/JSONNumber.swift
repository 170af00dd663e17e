internal import SyncCore

/// The digits of a JSON number, exact.
struct JSONNumber {
  /// No ``Number`` has a power of ten near this one.
  static let greatestExponent = 10_000
  /// As many digits as a 64-bit integer surely holds.
  private static let maximumDigits = 18

  var isNegative = false
  var exponent = 0
  private var mantissa: Int64 = 0
  private var digits = 0
  private var scale = 0
  /// Zeros that only count where another digit follows.
  private var zeros = 0
  private var isTooLong = false

  mutating func add(_ digit: Int) {
    push(digit)
  }

  mutating func addFraction(_ digit: Int) {
    scale += 1
    push(digit)
  }

  private mutating func push(_ digit: Int) {
    if digit == 0 {
      zeros += digits > 0 ? 1 : 0
      return
    }
    for _ in 0..<min(zeros, Self.maximumDigits) { mantissa = mantissa &* 10 }
    digits += zeros + 1
    zeros = 0
    guard digits <= Self.maximumDigits else {
      isTooLong = true
      return
    }
    mantissa = mantissa * 10 + Int64(digit)
  }

  /// Nil where the number is out of range.
  var number: Number? {
    if digits == 0 { return 0 }
    guard !isTooLong else { return nil }
    // The mantissa without its last zeros is mantissa × 10^(zeros - scale + exponent).
    let power = zeros - scale + exponent
    var signed = isNegative ? -mantissa : mantissa
    if power <= 0 {
      guard let scale = UInt8(exactly: -power) else { return nil }
      return Number(mantissa: signed, scale: scale)
    }
    guard digits + power <= Self.maximumDigits else { return nil }
    for _ in 0..<power { signed *= 10 }
    return Number(mantissa: signed, scale: 0)
  }
}
