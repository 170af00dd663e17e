package import SyncCore

/// The team itself: one record in its library.
package struct Team: Entity {
  package let id: RecordID
  package var name = ""
  /// The currency of the team's reports, for example `EUR`.
  package var currency = ""
  /// The first day of a fiscal year; its month and day count.
  package var fiscalYearStart: Day?
  /// The cost of one day of selling effort, in the team's currency.
  package var defaultRate: Number?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Team>(
    "team", in: .library, label: "name",
    [
      .init("name", \.name),
      .init("currency", \.currency),
      .init("fiscalYearStart", \.fiscalYearStart),
      .init("defaultRate", \.defaultRate),
    ])
}
