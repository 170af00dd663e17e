package import SyncCore

/// Something that somebody has to do.
package struct ActionItem: Entity {
  package let id: RecordID
  package var text = ""
  package var owner = ""
  package var due: Day?
  package var status = Status.open
  package var agreedWithCustomer = false
  /// Who does it at the customer's side.
  package var customerOwner: Reference?
  /// The record that the action serves.
  package var parent: Reference?
  /// Where it stands among the actions of its parent.
  package var position: FractionalKey?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<ActionItem>(
    "action", label: "text",
    [
      .init("text", \.text),
      .init("owner", \.owner, .user, policy: .reviewLatest),
      .init("due", \.due),
      .init("status", \.status, policy: .reviewLatest),
      .init("agreedWithCustomer", \.agreedWithCustomer),
      .init("customerOwner", \.customerOwner, .reference("stakeholder")),
      .init("parent", \.parent, isParent: true),
      .init("position", \.position),
    ])

  package enum Status: String, ChoiceValue {
    case open, done, dropped
  }
}
