package import SyncCore

/// Whether an opportunity is open, and when and why it was closed.
package struct OpportunityClose: GroupValue {
  package var status = Status.open
  package var closedOn: Day?
  package var closeReason = ""

  package init() {}

  package static let members: [GroupField<OpportunityClose>] = [
    .init(statusMember, \.status),
    .init("closedOn", \.closedOn),
    .init("closeReason", \.closeReason),
  ]

  private static let statusMember: Text = "status"

  package enum Status: String, ChoiceValue {
    case open, won, lost
    case onHold = "on_hold"
  }

  /// The status's word in a group's value, also one that this program does not know.
  static func word(in value: Value) -> Text {
    value.word(statusMember, default: OpportunityClose().status)
  }
}
