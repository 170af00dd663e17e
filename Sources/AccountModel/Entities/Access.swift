package import SyncCore

/// What one user may do in one account space.
package struct Access: Entity {
  package let id: RecordID
  package var user = ""
  package var role = Role.none

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Access>(
    "access", derivedFrom: ["user"],
    [
      .init("user", \.user, .user, policy: .first),
      .init("role", \.role),
    ])

  /// Ascending: each role may do what the one before it may.
  package enum Role: String, ChoiceValue {
    case none, viewer, editor, manager
  }
}
