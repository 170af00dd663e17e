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
      .init("status", \.status, policy: .reviewLatest),
      .init("key", \.key, policy: .reviewLatest),
      .init("aliasOf", \.aliasOf, .reference("stakeholder"), policy: .reviewLatest),
    ])

  package enum Status: String, ChoiceValue {
    case active, left, unknown
  }
}
