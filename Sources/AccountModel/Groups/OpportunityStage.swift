package import SyncCore

/// The stage of an opportunity with the reason and the evidence for it.
package struct OpportunityStage: GroupValue {
  package var stage = BuyingStage.pressureToChange
  package var reason = ""
  package var evidence = ""

  package init() {}

  package static let members: [GroupField<OpportunityStage>] = [
    .init(stageMember, \.stage),
    .init("reason", \.reason),
    .init("evidence", \.evidence),
  ]

  private static let stageMember: Text = "stage"

  /// The stage's word in a group's value, also one that this program does not know.
  static func word(in value: Value) -> Text {
    value.word(stageMember, default: OpportunityStage().stage)
  }
}
