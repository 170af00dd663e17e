import Foundation
import SyncCore

/// A time as people and scripts read it.
enum LocalTime {
  private static let millisecondsPerSecond: Int64 = 1_000
  private static let secondsPerMinute: Int64 = 60
  private static let minutesPerHour: Int64 = 60
  private static let hoursPerDay: Int64 = 24

  /// `2026-03-10 09:00` by the clock on the wall here.
  static func text(_ milliseconds: Int64) -> String {
    let time = Date(timeIntervalSince1970: Double(milliseconds) / Double(millisecondsPerSecond))
    let offset = Int64(TimeZone.current.secondsFromGMT(for: time)) * millisecondsPerSecond
    let local = milliseconds + offset
    return "\(Day(milliseconds: local)) \(clock(local, withSeconds: false))"
  }

  /// `2026-03-10T08:00:00Z`.
  static func universal(_ milliseconds: Int64) -> String {
    "\(Day(milliseconds: milliseconds))T\(clock(milliseconds, withSeconds: true))Z"
  }

  /// `2 h 13 min`, `4 s`, `0 s`: the two greatest units.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = Int64(milliseconds.magnitude) / millisecondsPerSecond
    let minutes = seconds / secondsPerMinute
    let hours = minutes / minutesPerHour
    if hours >= hoursPerDay { return "\(hours / hoursPerDay) d \(hours % hoursPerDay) h" }
    if hours > 0 { return "\(hours) h \(minutes % minutesPerHour) min" }
    return minutes > 0 ? "\(minutes) min \(seconds % secondsPerMinute) s" : "\(seconds) s"
  }

  private static func clock(_ milliseconds: Int64, withSeconds: Bool) -> String {
    let seconds = Int64((Double(milliseconds) / Double(millisecondsPerSecond)).rounded(.down))
    let minutes = (Double(seconds) / Double(secondsPerMinute)).rounded(.down)
    let minute = Int64(minutes)
    let perDay = minutesPerHour * hoursPerDay
    let minuteOfDay = ((minute % perDay) + perDay) % perDay
    let time = "\(padded(minuteOfDay / minutesPerHour)):\(padded(minuteOfDay % minutesPerHour))"
    return withSeconds ? "\(time):\(padded(seconds - minute * secondsPerMinute))" : time
  }

  private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
