internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

/// An invite as the hub lists it; the code itself is shown once and never stored.
package struct Invite: Hashable, Sendable {
  /// The first characters of the code, by which people name the invite.
  package let hint: String
  package let user: Text
  package let role: String
  /// Milliseconds since 1970, as the other times.
  package let created: Int64
  package let expires: Int64
  package let used: Int64?
  package let revoked: Int64?

  package init(
    hint: String, user: Text, role: String, created: Int64, expires: Int64, used: Int64? = nil,
    revoked: Int64? = nil
  ) {
    self.hint = hint
    self.user = user
    self.role = role
    self.created = created
    self.expires = expires
    self.used = used
    self.revoked = revoked
  }
}

/// Why an invite cannot be redeemed.
package enum InviteFault: String, Error, Equatable, Sendable {
  case unknown, used, expired, revoked
}

extension HubStore {
  /// Keeps an invite under the hash of its code.
  package func add(_ invite: Invite, codeHash: [UInt8]) throws {
    try transaction { database in
      try database.execute(
        sql: """
          INSERT INTO invite (code, hint, user, role, created, expires) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(codeHash), invite.hint, invite.user.string, invite.role, invite.created,
          invite.expires,
        ])
    }
  }

  /// All invites, the latest first.
  package func invites() throws -> [Invite] {
    try transaction { database in
      try Row.fetchAll(
        database,
        sql:
          "SELECT hint, user, role, created, expires, used, revoked FROM invite ORDER BY created DESC"
      ).map(Invite.init)
    }
  }

  /// Revokes the unused invites whose hint or user is `name`; returns how many.
  package func revokeInvites(named name: String) throws -> Int {
    try transaction { database in
      try database.execute(
        sql: """
          UPDATE invite SET revoked = ? WHERE used IS NULL AND revoked IS NULL
            AND (hint = ? OR user = ?)
          """, arguments: [wall(), name, name])
      return database.changesCount
    }
  }

  /// Redeems an invite for a device: exactly once, in one transaction with the device's entry.
  ///
  /// `session` is the SHA-256 of the session token.
  /// Throws ``InviteFault``
  package func redeem(
    codeHash: [UInt8], publicKey: [UInt8], name: Text, localUser: Text, session: [UInt8]
  ) throws -> EnrolledDevice {
    try transaction { database in
      let now = wall()
      let row = try Row.fetchOne(
        database,
        sql: "SELECT hint, user, role, created, expires, used, revoked FROM invite WHERE code = ?",
        arguments: [Data(codeHash)])
      guard let invite = row.map(Invite.init) else { throw InviteFault.unknown }
      if invite.revoked != nil { throw InviteFault.revoked }
      if invite.used != nil { throw InviteFault.used }
      if invite.expires <= now { throw InviteFault.expired }
      try database.execute(
        sql: "UPDATE invite SET used = ? WHERE code = ? AND used IS NULL",
        arguments: [now, Data(codeHash)])
      guard database.changesCount == 1 else { throw InviteFault.used }
      let device = EnrolledDevice(
        publicKey: publicKey, user: invite.user, name: name,
        localUser: localUser == invite.user ? nil : localUser)
      try insert(device, session: session, at: now, database)
      let role: SpaceRole = invite.role == "admin" ? .editor : .viewer
      try setListEntry(
        user: invite.user, space: identity.library, role: role, database)
      try put(
        access.memberRecord(invite.user, Text(invite.role)), in: ledger(identity.library, database))
      return device
    }
  }

  private func insert(
    _ device: EnrolledDevice, session: [UInt8], at now: Int64, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO enrolled_device (public_key, user, name, local_user, session, enrolled)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (public_key) DO UPDATE SET user = excluded.user, name = excluded.name,
          session = excluded.session
        """,
      arguments: [
        Data(device.publicKey), device.user.string, device.name.string, device.localUser?.string,
        Data(session), now,
      ])
  }

  /// The device that a session token's hash belongs to.
  package func device(session: [UInt8]) throws -> EnrolledDevice? {
    try transaction { database in
      let row = try Row.fetchOne(
        database.cachedStatement(
          sql: "SELECT public_key, user, name, local_user FROM enrolled_device WHERE session = ?"),
        arguments: [Data(session)])
      return row.map(EnrolledDevice.init)
    }
  }

  func device(publicKey: [UInt8], _ database: Database) throws -> EnrolledDevice? {
    try Row.fetchOne(
      database,
      sql: "SELECT public_key, user, name, local_user FROM enrolled_device WHERE public_key = ?",
      arguments: [Data(publicKey)]
    ).map(EnrolledDevice.init)
  }
}

extension Invite {
  fileprivate init(_ row: Row) {
    self.init(
      hint: row[0], user: Text(row[1]), role: row[2], created: row[3], expires: row[4],
      used: row[5], revoked: row[6])
  }
}

extension EnrolledDevice {
  fileprivate init(_ row: Row) {
    self.init(
      publicKey: Array(row[0] as Data), user: Text(row[1]), name: Text(row[2]),
      localUser: (row[3] as String?).map { Text($0) })
  }
}
