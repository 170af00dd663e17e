/// What an administrator can ask of a hub, running or not: the one form of it for both.
package enum AdminCommand: Codable, Equatable, Sendable {
  /// Where a running hub takes commands, on its own socket alone.
  package static let path = "/v1/admin"

  case invite(user: String, role: String, manager: String?, validDays: Int)
  case invites
  /// Revokes the unused invites of a user, or the one with a hint.
  case revoke(name: String)
  /// Gives a user a role in a space; `space` is an id, a unique prefix or an account's unique name.
  case setMember(space: String, user: String, role: String)
  case members(space: String)
  case spaces
  case examine
  /// Copies the database to a new file; the path is absolute.
  case backup(path: String)
  /// Drops what nobody needs any more; `forget` drops the bodies of old changes too.
  case compact(forget: Bool, isDryRun: Bool)
}

/// What came of a command.
package enum AdminResult: Codable, Equatable, Sendable {
  case invited(NewInvite)
  case invites([InviteLine])
  case revoked(count: Int)
  case memberSet(MemberLine, space: String)
  case members([MemberLine])
  case spaces([SpaceLine])
  case examined(HubHealth)
  case backedUp(path: String, BackupManifest)
  case compacted(CompactionReport)
}

/// A fresh invite with its code, which is shown this once.
package struct NewInvite: Codable, Equatable, Sendable {
  package let invite: String
  package let user: String
  /// Milliseconds since 1970.
  package let expires: Int64
}

package struct InviteLine: Codable, Equatable, Sendable {
  package let hint: String
  package let user: String
  package let role: String
  /// Milliseconds since 1970.
  package let expires: Int64
  package let state: State

  package enum State: String, Codable, Sendable { case open, used, expired, revoked }
}

package struct MemberLine: Codable, Equatable, Sendable {
  package let user: String
  package let role: String
}

package struct SpaceLine: Codable, Equatable, Sendable {
  package let space: String
  package let kind: String
  /// The account's name; empty for other spaces.
  package let name: String
  package let changes: UInt64
  package let members: Int
}

/// What a check of the hub's database found.
package struct HubHealth: Codable, Equatable, Sendable {
  package let spaces: Int
  package let changes: Int
  package let records: Int
  /// One sentence for each fault.
  package let faults: [String]
}

/// What a compaction did, or would do.
package struct CompactionReport: Codable, Equatable, Sendable {
  package var spaces = 0
  /// Records whose deletion was covered, old and known to every active device.
  package var purgedRecords = 0
  /// Past versions of long texts that no reading needs any more.
  package var releasedVersions = 0
  /// Changes whose bodies were dropped; their chain stays.
  package var droppedBodies = 0
  package var droppedBytes = 0
  package var isDryRun: Bool
}
