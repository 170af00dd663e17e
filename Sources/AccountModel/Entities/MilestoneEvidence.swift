package import SyncCore

/// The evidence that a milestone of an opportunity is reached.
package struct MilestoneEvidence: Entity {
  package let id: RecordID
  package var opportunity: Reference?
  package var milestone = ""
  package var evidence = ""
  package var by = ""
  package var on: Day?
  /// The evidence that this record takes back.
  package var withdraws: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<MilestoneEvidence>(
    "milestoneEvidence", label: "milestone", isAppendOnly: true,
    [
      .init(
        "opportunity", \.opportunity, .reference("opportunity"), policy: .first, isParent: true),
      .init("milestone", \.milestone, policy: .first),
      .init("evidence", \.evidence, policy: .first),
      .init("by", \.by, .user, policy: .first),
      .init("on", \.on, policy: .first),
      .init("withdraws", \.withdraws, .reference("milestoneEvidence"), policy: .first),
    ])
}
