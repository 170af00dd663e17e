import AccountModel
import SyncCore
import Testing

@Suite struct `An ISO week` {
  /// Days around the ends of years, with the weeks that published calendars give them.
  private static let table = [
    ("2026-03-09", "2026-W11"), ("2026-03-15", "2026-W11"), ("2026-03-16", "2026-W12"),
    ("2025-12-28", "2025-W52"), ("2025-12-29", "2026-W01"), ("2026-01-01", "2026-W01"),
    ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"),
    ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"), ("2022-01-02", "2021-W52"),
    ("2024-12-30", "2025-W01"), ("2000-02-29", "2000-W09"), ("1970-01-01", "1970-W01"),
    ("1969-12-31", "1970-W01"), ("1969-12-28", "1969-W52"), ("1900-01-01", "1900-W01"),
    ("0001-01-01", "0001-W01"), ("9999-12-31", "9999-W52"),
  ]

  @Test(arguments: table)
  func `is named by the year of its Thursday`(_ day: String, _ week: String) throws {
    #expect(ISOWeek(containing: try #require(Day(day))).description == week)
  }

  @Test(arguments: table)
  func `comes back from its text`(_ day: String, _ week: String) throws {
    let parsed = try #require(ISOWeek(week))
    #expect(parsed.description == week)
    #expect(parsed.days.contains(try #require(Day(day))))
  }

  @Test func `runs from Monday to Sunday`() throws {
    let week = try #require(ISOWeek("2026-W11"))
    #expect(week.firstDay.description == "2026-03-09")
    #expect(week.lastDay.description == "2026-03-15")
    #expect((week.year, week.number) == (2026, 11))
  }

  @Test func `follows the week before it without a gap over four centuries`() throws {
    // 400 years of the Gregorian calendar are exactly 20 871 weeks.
    let first = try #require(ISOWeek("1800-W01"))
    var previous = first
    for index in 1...20_871 {
      let monday = Int(first.firstDay.daysSinceEpoch) + index * 7
      let week = ISOWeek(containing: try #require(Day(daysSinceEpoch: monday)))
      let follows = week.year == previous.year && week.number == previous.number + 1
      let begins = week.year == previous.year + 1 && week.number == 1 && previous.number >= 52
      try #require(follows || begins, "\(previous) is followed by \(week)")
      previous = week
    }
    #expect(previous.description == "2200-W01")
  }

  @Test(arguments: [
    "", "2026", "2026-11", "2026-W1", "2026-W011", "2026-W00", "2026-W54", "2025-W53", "26-W11",
    "+026-W11", "2026-W+1", "2026-w11", "2026-W11-1", "0000-W01",
  ])
  func `refuses a text that names no week`(_ text: String) { #expect(ISOWeek(text) == nil) }
}
