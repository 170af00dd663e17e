package import SyncCore

/// What somebody saw in a stakeholder on a day: an opinion, so two of them never conflict.
package struct StakeholderObservation: Entity {
  package let id: RecordID
  package var stakeholder: Reference?
  /// The opportunity that the observation is about; none means the whole account.
  package var context: Reference?
  package var attribute: Attribute?
  /// A word or a number; power is 1 to 3, stance -2 to +2.
  package var value = ""
  package var evidence = ""
  package var by = ""
  package var on: Day?
  /// The observation that this one corrects.
  package var corrects: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<StakeholderObservation>(
    "observation", isAppendOnly: true,
    [
      .init(
        "stakeholder", \.stakeholder, .reference("stakeholder"), policy: .first, isParent: true),
      .init("context", \.context, .reference("opportunity"), policy: .first),
      .init("attribute", \.attribute, policy: .first),
      .init("value", \.value, policy: .first),
      .init("evidence", \.evidence, policy: .first),
      .init("by", \.by, .user, policy: .first),
      .init("on", \.on, policy: .first),
      .init("corrects", \.corrects, .reference("observation"), policy: .first),
    ])

  package enum Attribute: String, ChoiceValue {
    case power, stance, involvement, concept, accessibility
    case decisionStyle = "decision_style"
    case infoPreference = "info_preference"
    case opinionLeader = "opinion_leader"
    case desiredResult = "desired_result"
    case personalWin = "personal_win"
  }
}
