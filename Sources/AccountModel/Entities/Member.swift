package import SyncCore

/// A person of the team, named by the user name that people type.
package struct Member: Entity {
  package let id: RecordID
  package var user = ""
  package var name = ""
  package var email = ""
  package var role = Role.seller
  /// The user name of the member's manager.
  package var manager = ""
  package var active = true

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Member>(
    "member", in: .library, label: "name", derivedFrom: ["user"], isAdministered: true,
    [
      .init("user", \.user, .user, policy: .first),
      .init("name", \.name),
      .init("email", \.email, .email),
      .init("role", \.role),
      .init("manager", \.manager, .user),
      .init("active", \.active),
    ])

  /// What a member does in the team.
  package enum Role: String, ChoiceValue {
    case seller, kam, manager, admin, expert
  }
}
