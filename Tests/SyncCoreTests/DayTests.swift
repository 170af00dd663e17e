import SyncCore
import Testing

@Suite struct `A day` {
  @Test(
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-03-09", 20_521),
      ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
    ] as [(String, Int32)])
  func `counts from 1970`(text: String, days: Int32) throws {
    let day = try #require(Day(text))
    #expect(day.daysSinceEpoch == days)
    #expect(day.description == text)
    #expect(Day(daysSinceEpoch: Int(days)) == day)
  }

  @Test(arguments: [
    "", "2026", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10",
    "2026-01-00", "0000-01-01", "2026-1-01", "2026-01-1", "10000-01-01", "-026-01-01",
    "2026/01/01", "2026-01-01-", "2026-01-01T00:00", " 2026-01-01", "+026-01-01", "2026-+1-01",
    "2026-01--1",
  ])
  func `is refused`(text: String) { #expect(Day(text) == nil) }

  @Test func `comes back from its text in every month of 800 years`() throws {
    var day = try #require(Day("1600-01-01"))
    let end = try #require(Day("2400-01-01"))
    while day < end {
      #expect(Day(day.description) == day)
      let next = try #require(Day(daysSinceEpoch: Int(day.daysSinceEpoch) + 13))
      #expect(day.description < next.description)
      day = next
    }
  }

  @Test func `knows the leap years`() throws {
    for year in 1...2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let digits = String(year)
      let text = String(repeating: "0", count: 4 - digits.utf8.count) + digits + "-02-29"
      #expect((Day(text) != nil) == isLeap, "\(text)")
    }
  }

  @Test func `is that of a time in UTC, clamped into its range`() {
    #expect(Day(milliseconds: 86_399_999).description == "1970-01-01")
    #expect(Day(milliseconds: 86_400_000).description == "1970-01-02")
    #expect(Day(milliseconds: -1).description == "1969-12-31")
    #expect(Day(milliseconds: .max).description == "9999-12-31")
    #expect(Day(milliseconds: .min).description == "0001-01-01")
  }

  @Test func `is refused outside the years 1 to 9999`() {
    #expect(Day(daysSinceEpoch: -719_163) == nil)
    #expect(Day(daysSinceEpoch: 2_932_897) == nil)
    #expect(Day(daysSinceEpoch: .max) == nil)
  }
}
