package import SyncCore

/// A person at the customer.
package struct Stakeholder: Entity {
  package let id: RecordID
  package var name = ""
  package var title = ""
  package var function = ""
  package var email = ""
  package var phone = ""
  package var buyingCentre = ""
  /// Whom the person reports to; the tree of an account follows from it.
  package var boss: Reference?
  package var status = Status.active
  /// Whether the plan has to cover this person.
  package var key = false
  /// The record that stands for the same person; links are followed, never copied.
  package var aliasOf: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Stakeholder>(
    "stakeholder", label: "name",
    [
      .init("name", \.name),
      .init("title", \.title),
      .init("function", \.function),
      .init("email", \.email, .email),
      .init("phone", \.phone),
      .init("buyingCentre", \.buyingCentre, policy: .reviewLatest),
      .init(bossField, \.boss, .reference("stakeholder"), policy: .reviewLatest),
      .init("status", \.status, policy: .reviewLatest),
      .init("key", \.key, policy: .reviewLatest),
      .init("aliasOf", \.aliasOf, .reference("stakeholder"), policy: .reviewLatest),
    ])

  /// The name that the reporting tree looks readings up by.
  package static let bossField: Text = "boss"

  package enum Status: String, ChoiceValue {
    case active, left, unknown
  }
}
