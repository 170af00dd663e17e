import DiagnosticReports

/// A time as people and scripts read it.
enum LocalTime {
  /// `2026-03-10 09:00` by the clock on the wall here.
  static func text(_ milliseconds: Int64) -> String {
    Instant(milliseconds: milliseconds).text(.local)
  }

  /// `2026-03-10T08:00:00Z`.
  static func universal(_ milliseconds: Int64) -> String {
    Instant(milliseconds: milliseconds).universal
  }

  /// `2 h 13 min`, `4 s`, `0 s`: the two greatest units.
  static func duration(_ milliseconds: Int64) -> String { Instant.duration(milliseconds) }

  static func wait(_ milliseconds: Int64) -> String { Instant.wait(milliseconds) }
}
