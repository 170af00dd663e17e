package import SyncCore

/// One write of an opportunity's stage, kept for ever; the opportunity's stage group is the truth.
package struct StageEvent: Entity {
  package let id: RecordID
  package var opportunity: Reference?
  /// Unset where the opportunity began.
  package var from: BuyingStage?
  package var to: BuyingStage?
  package var reason = ""
  package var evidence = ""
  package var by = ""
  package var on: Day?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<StageEvent>(
    "stageEvent", isAppendOnly: true,
    [
      .init(
        "opportunity", \.opportunity, .reference("opportunity"), policy: .first, isParent: true),
      .init("from", \.from, policy: .first),
      .init("to", \.to, policy: .first),
      .init("reason", \.reason, policy: .first),
      .init("evidence", \.evidence, policy: .first),
      .init("by", \.by, .user, policy: .first),
      .init("on", \.on, policy: .first),
    ])
}
