package import SyncCore

/// A week of ISO 8601: Monday to Sunday, in the year that its Thursday lies in.
///
/// Text form: `2026-W11`.
package struct ISOWeek: Hashable, Comparable, Sendable, CustomStringConvertible {
  private static let daysPerWeek = 7
  /// Days from a week's Monday to the Thursday that names its year.
  private static let thursday = 3

  /// The Monday.
  package let firstDay: Day

  /// The week of a day.
  package init(containing day: Day) { firstDay = Self.monday(of: day) }

  /// The week of a text form, or nil where the year has no such week.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-W", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy(Self.digits.contains) }),
      let number = Int(parts[1]), number >= 1, let first = Self.firstMonday(ofYear: parts[0])
    else { return nil }
    let week = ISOWeek(
      containing: Self.day(Int(first.daysSinceEpoch) + (number - 1) * Self.daysPerWeek))
    guard week.year == Int(parts[0]), week.number == number else { return nil }
    self = week
  }

  /// The Sunday.
  package var lastDay: Day { Self.day(Int(firstDay.daysSinceEpoch) + Self.daysPerWeek - 1) }

  package var days: ClosedRange<Day> { firstDay...lastDay }

  package var year: Int {
    Self.day(Int(firstDay.daysSinceEpoch) + Self.thursday).components.year
  }

  /// 1 to 53.
  package var number: Int {
    guard let first = Self.firstMonday(ofYear: Self.padded(year, to: 4)) else { return 1 }
    return (Int(firstDay.daysSinceEpoch) - Int(first.daysSinceEpoch)) / Self.daysPerWeek + 1
  }

  package static func < (left: Self, right: Self) -> Bool { left.firstDay < right.firstDay }

  package var description: String { "\(Self.padded(year, to: 4))-W\(Self.padded(number, to: 2))" }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  /// 4 January lies in the first week of every year.
  private static func firstMonday(ofYear year: some StringProtocol) -> Day? {
    Day("\(year)-01-04").map(monday(of:))
  }

  private static func monday(of day: Day) -> Day {
    let days = Int(day.daysSinceEpoch)
    // Day 0, 1 January 1970, was a Thursday.
    let remainder = (days + thursday) % daysPerWeek
    return Self.day(days - (remainder < 0 ? remainder + daysPerWeek : remainder))
  }

  /// The day, clamped into the calendar's range: the last week of the year 9999 is cut short.
  private static func day(_ daysSinceEpoch: Int) -> Day {
    Day(milliseconds: Int64(daysSinceEpoch) * Day.millisecondsPerDay)
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
