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
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]), year >= 1, (1...12).contains(month), day >= 1
    else { return nil }
    let candidate = Day(year: year, month: month, day: day)
    guard candidate.description.utf8.elementsEqual(text.utf8) else { return nil }
    self = candidate
  }

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
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let (year, month, day) = components
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
