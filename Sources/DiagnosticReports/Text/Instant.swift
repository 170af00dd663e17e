internal import Foundation
package import SyncCore

/// A time in a report: JSON gets `2026-03-10T08:00:00Z`, people the time on the wall.
package struct Instant: Hashable, Comparable, Sendable, Encodable {
  /// Since 1970, UTC.
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }
  package init(_ time: HybridTime) { milliseconds = time.milliseconds }

  package static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(universal)
  }

  /// `2026-03-10T08:00:00Z`.
  package var universal: String {
    let parts = Self.parts(milliseconds)
    return "\(parts.day)T\(parts.minutes):\(parts.seconds)Z"
  }

  /// `2026-03-10 09:00` where the wall is so many milliseconds ahead of UTC.
  package func text(_ style: ReportStyle) -> String {
    let parts = Self.parts(milliseconds + style.zoneOffset(milliseconds))
    return "\(parts.day) \(parts.minutes)"
  }

  /// How long somebody has to wait, in whole seconds, 1 at least: `3 s`.
  package static func wait(_ milliseconds: Int64) -> String {
    let seconds = max((milliseconds + perSecond - 1) / perSecond, 1)
    return duration(seconds * perSecond)
  }

  /// `2 h 13 min`, `4 s`: the two greatest units of a length of time, whatever its sign.
  package static func duration(_ milliseconds: Int64) -> String {
    let seconds = Int64(clamping: milliseconds.magnitude) / perSecond
    let minutes = seconds / sixty
    let hours = minutes / sixty
    if hours >= hoursPerDay { return "\(hours / hoursPerDay) d \(hours % hoursPerDay) h" }
    if hours > 0 { return "\(hours) h \(minutes % sixty) min" }
    return minutes > 0 ? "\(minutes) min \(seconds % sixty) s" : "\(seconds) s"
  }

  /// Milliseconds in a second.
  private static let perSecond: Int64 = 1_000
  /// Seconds in a minute, minutes in an hour.
  private static let sixty: Int64 = 60
  private static let hoursPerDay: Int64 = 24

  private static func parts(_ milliseconds: Int64) -> (day: Day, minutes: String, seconds: String) {
    let day = Day(milliseconds: milliseconds)
    let seconds = (milliseconds - Int64(day.daysSinceEpoch) * Day.millisecondsPerDay) / perSecond
    let minutes = seconds / sixty
    return (day, "\(padded(minutes / sixty)):\(padded(minutes % sixty))", padded(seconds % sixty))
  }

  private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// How a report is written for people.
package struct ReportStyle: Sendable {
  /// How far the wall is ahead of UTC at a time; both in milliseconds.
  let zoneOffset: @Sendable (_ milliseconds: Int64) -> Int64

  package init(zoneOffset: @escaping @Sendable (_ milliseconds: Int64) -> Int64) {
    self.zoneOffset = zoneOffset
  }

  package static let universal = ReportStyle { _ in 0 }
}
