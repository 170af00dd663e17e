package import SyncCore

/// One role of one member in an account's team: a member of a set, so that concurrent additions stay.
package struct AccountTeam: Entity {
  package let id: RecordID
  /// The member's user name.
  package var member = ""
  package var role: Role?
  package var from: Day?
  package var to: Day?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<AccountTeam>(
    "accountTeam", derivedFrom: ["member", "role"],
    [
      .init("member", \.member, .user, policy: .first),
      .init("role", \.role, policy: .first),
      .init("from", \.from),
      .init("to", \.to),
    ])

  package enum Role: String, ChoiceValue {
    case lead, regional, local, service, expert
  }
}
