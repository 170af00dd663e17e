package import SyncCore

/// What a new record says about its own making, where nobody typed it.
package enum Authorship {
  /// A field of this name holds the user who saw or did something.
  private static let authorName: Text = "by"
  /// A field of this name holds the day on which it happened.
  private static let dayName: Text = "on"

  /// The values to fill in for the fields of `kind` that `values` leaves open.
  package static func defaults(
    for kind: KindDescription, beside values: [Text: Value], author: Text, day: Day
  ) -> [Text: Value] {
    var defaults: [Text: Value] = [:]
    if kind.field(authorName)?.type == .user { defaults[authorName] = .text(author) }
    if kind.field(dayName)?.type == .day { defaults[dayName] = .day(day) }
    return defaults.filter { values[$0.key] == nil }
  }
}
