package import SyncCore

/// Something that somebody did with the customer: a call, a visit, a workshop.
package struct Activity: Entity {
  package let id: RecordID
  package var kind = ""
  /// The opportunity that it served; none means the account.
  package var opportunity: Reference?
  package var happenedOn: Day?
  package var objective = ""
  package var outcome = Outcome.none
  package var followUpOf: Reference?
  package var notes = ""
  package var by = ""

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Activity>(
    "activity", label: "objective",
    [
      .init("kind", \.kind),
      .init("opportunity", \.opportunity, .reference("opportunity")),
      .init("happenedOn", \.happenedOn, policy: .first),
      .init("objective", \.objective),
      .init("outcome", \.outcome, policy: .reviewLatest),
      .init("followUpOf", \.followUpOf, .reference("activity")),
      .init("notes", \.notes, policy: .text),
      .init("by", \.by, .user, policy: .first),
    ])

  package enum Outcome: String, ChoiceValue {
    case none, conversation, advance, continuation, setback
  }
}
