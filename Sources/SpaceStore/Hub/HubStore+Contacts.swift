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
      let rows = try Row.fetchAll(
        database.cachedStatement(
          sql: "SELECT space, cursor FROM device_cursor WHERE public_key = ?"),
        arguments: [device])
      let known = Dictionary(
        rows.map { ($0[0] as Data, $0[1] as Int64) }, uniquingKeysWith: { first, _ in first })
      for (space, cursor) in contact.cursors {
        let space = Data(space.bytes)
        guard known[space] != Int64(clamping: cursor) else { continue }
        try database.cachedStatement(
          sql: "INSERT OR REPLACE INTO device_cursor (public_key, space, cursor) VALUES (?, ?, ?)"
        ).execute(arguments: [device, space, Int64(clamping: cursor)])
      }
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
