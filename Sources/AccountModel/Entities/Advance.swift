package import SyncCore

/// A commitment that the customer made: the proof that a deal moves.
package struct Advance: Entity {
  package let id: RecordID
  package var opportunity: Reference?
  package var step = ""
  package var commitment = ""
  /// Who made the commitment.
  package var stakeholder: Reference?
  package var evidence = ""
  /// The activity in which it was made.
  package var activity: Reference?
  package var on: Day?
  /// The advance that this one corrects.
  package var corrects: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Advance>(
    "advance", label: "step", isAppendOnly: true,
    [
      .init(
        "opportunity", \.opportunity, .reference("opportunity"), policy: .first, isParent: true),
      .init("step", \.step, policy: .first),
      .init("commitment", \.commitment, policy: .first),
      .init("stakeholder", \.stakeholder, .reference("stakeholder"), policy: .first),
      .init("evidence", \.evidence, policy: .first),
      .init("activity", \.activity, .reference("activity"), policy: .first),
      .init("on", \.on, policy: .first),
      .init("corrects", \.corrects, .reference("advance"), policy: .first),
    ])
}
