package import SyncCore

/// A person of the customer who took part in an activity: a member of the set of them.
package struct Participant: Entity {
  package let id: RecordID
  package var activity: Reference?
  package var stakeholder: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Participant>(
    "participant", derivedFrom: ["activity", "stakeholder"],
    [
      .init("activity", \.activity, .reference("activity"), policy: .first, isParent: true),
      .init(
        "stakeholder", \.stakeholder, .reference("stakeholder"), policy: .first, isParent: true),
    ])
}
