internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol
package import SyncSession

extension HubStore {
  /// How exactly the hub knows when a device was last there, in milliseconds: whether it is in use is
  /// a matter of days, and every exchange would write otherwise.
  private static let contactMilliseconds: Int64 = 600_000

  package func author(publicKey: [UInt8], in space: SpaceID) throws -> RunAuthor? {
    if publicKey == key.publicKey {
      let hub = Caller(
        user: HubAuthor.actor, publicKey: publicKey, actors: [HubAuthor.actor])
      return RunAuthor(caller: hub, role: .manager, isHub: true)
    }
    return try transaction { database in
      guard let device = try device(publicKey: publicKey, database) else { return nil }
      let caller = Caller(user: device.user, publicKey: publicKey, actors: device.actors)
      return RunAuthor(
        caller: caller, role: try entry(of: device.user, space, database)?.role ?? .none)
    }
  }

  package func note(_ contact: DeviceContact) throws {
    let device = Data(contact.caller.publicKey)
    let now = wall()
    try transaction { database in
      let seen = try Int64.fetchOne(
        database.cachedStatement(sql: "SELECT last_seen FROM enrolled_device WHERE public_key = ?"),
        arguments: [device])
      if now - (seen ?? 0) >= Self.contactMilliseconds || now < seen ?? 0 {
        try database.execute(
          sql: "UPDATE enrolled_device SET last_seen = ? WHERE public_key = ?",
          arguments: [now, device])
      }
      try note(contact.cursors, of: contact, now: now, database)
    }
  }

  private func note(
    _ cursors: [SpaceID: UInt64], of contact: DeviceContact, now: Int64, _ database: Database
  ) throws {
    let publicKey = contact.caller.publicKey
    let written = try self.cursors(of: publicKey, database)
    let moved = cursors.filter { written[$0] != $1 }
    guard !moved.isEmpty else { return followed.drop(cursors, of: publicKey) }
    let isForward = moved.allSatisfy { written[$0] ?? 0 <= $1 }
    if contact.isFollowing,
      followed.keep(moved, of: cursors, by: publicKey, isForward: isForward, now: now)
    {
      return
    }
    try write(moved, of: publicKey, database)
    followed.noteWritten(cursors, of: publicKey, now: now)
  }

  private func cursors(of publicKey: [UInt8], _ database: Database) throws -> [SpaceID: UInt64] {
    let rows = try database.direct("SELECT space, cursor FROM device_cursor WHERE public_key = ?")
      .all([.blob(publicKey)]) { (SpaceID(bytes: $0.bytes(0)), UInt64($0.integer(1))) }
    return Dictionary(
      rows.compactMap { space, cursor in space.map { ($0, cursor) } },
      uniquingKeysWith: { first, _ in first })
  }

  private func write(
    _ cursors: [SpaceID: UInt64], of publicKey: [UInt8], _ database: Database
  ) throws {
    for (space, cursor) in cursors {
      try database.direct(
        "INSERT OR REPLACE INTO device_cursor (public_key, space, cursor) VALUES (?, ?, ?)"
      ).run([.blob(publicKey), .blob(space.bytes), .integer(Int64(clamping: cursor))])
    }
  }

  /// Writes how far devices have come that follow, or one of them alone: it waited without news, and
  /// may be gone.
  package func writeFollowed(_ publicKey: [UInt8]? = nil) throws {
    let devices = followed.take(publicKey)
    guard !devices.isEmpty else { return }
    try transaction { database in
      for device in devices { try write(device.cursors, of: device.publicKey, database) }
    }
  }

  package func note(_ event: HubEvent, by caller: Caller) throws {
    try transaction { database in
      let name = try device(publicKey: caller.publicKey, database)?.name ?? ""
      try NotedEvents(database).note(
        event.word, space: event.space, replica: event.replica,
        detail: "\(name) (\(caller.user))", at: wall())
    }
  }

  /// What happened to identities, the oldest first.
  package func identityEvents() throws -> [NotedEvent] {
    try transaction { try NotedEvents($0).all() }
  }
}
