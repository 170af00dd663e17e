/// A calendar day: days since 1 January 1970 in the proleptic Gregorian calendar.
///
/// Text form: `YYYY-MM-DD`, years 0001 to 9999.
package struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let millisecondsPerDay: Int64 = 86_400_000
  private static let daysPerEra = 146_097
  /// Days from 1 March of year 0 to 1 January 1970.
  private static let epochOffset = 719_468
  private static let range = Day(year: 1, month: 1, day: 1)...Day(year: 9999, month: 12, day: 31)

  package let daysSinceEpoch: Int32

  /// The day, or nil where it lies outside the years 0001 to 9999.
  package init?(daysSinceEpoch: Int) {
    guard Self.range.contains(Day(unchecked: daysSinceEpoch)) else { return nil }
    self.init(unchecked: daysSinceEpoch)
  }

  /// The day in UTC of a time in milliseconds since 1970, clamped into the range.
  package init(milliseconds: Int64) {
    let days = Int((Double(milliseconds) / Double(Self.millisecondsPerDay)).rounded(.down))
    self = min(max(Day(unchecked: days), Self.range.lowerBound), Self.range.upperBound)
  }

  /// The day of a text form, or nil where the text is not a date of the calendar.
  package init?(_ text: some StringProtocol) {
    var numbers = (year: 0, month: 0, day: 0)
    var place = 0
    for byte in text.utf8 {
      let digit = Int(byte) - Int(UInt8(ascii: "0"))
      switch place {
      case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
      case 0...9 where !(0...9).contains(digit): return nil
      case 0...3: numbers.year = numbers.year * 10 + digit
      case 5...6: numbers.month = numbers.month * 10 + digit
      case 8...9: numbers.day = numbers.day * 10 + digit
      default: return nil
      }
      place += 1
    }
    guard place == Self.textByteCount, numbers.year >= 1, (1...12).contains(numbers.month)
    else { return nil }
    let candidate = Day(year: numbers.year, month: numbers.month, day: numbers.day)
    // A day that the month does not have leads to another month.
    guard candidate.components == numbers else { return nil }
    self = candidate
  }

  private static let textByteCount = 10

  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
  private init(year: Int, month: Int, day: Int) {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(unchecked: era * Self.daysPerEra + dayOfEra - Self.epochOffset)
  }

  private init(unchecked days: Int) { daysSinceEpoch = Int32(clamping: days) }

  /// Source: the same, civil_from_days.
  package var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSinceEpoch) + Self.epochOffset
    let era = (shifted >= 0 ? shifted : shifted - Self.daysPerEra + 1) / Self.daysPerEra
    let dayOfEra = shifted - era * Self.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  package var description: String {
    let (year, month, day) = components
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.textByteCount)
    func append(_ number: Int, _ divisors: [Int]) {
      for divisor in divisors {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      }
    }
    append(year, [1_000, 100, 10, 1])
    bytes.append(UInt8(ascii: "-"))
    append(month, [10, 1])
    bytes.append(UInt8(ascii: "-"))
    append(day, [10, 1])
    return String(decoding: bytes, as: UTF8.self)
  }
}
