internal import Foundation
internal import GRDB
package import SyncCore

/// One thing that happened to an identity, as the hub keeps it for administrators.
package struct NotedEvent: Hashable, Sendable {
  /// Milliseconds since 1970, of the last time.
  package let at: Int64
  package let word: String
  package let space: SpaceID?
  package let replica: ReplicaID?
  /// How often it was seen; of a restore the generation that began.
  package let count: UInt64
  /// The device's name and its user, where a device is part of it.
  package let detail: String?
}

/// The table of identity events.
struct NotedEvents {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Adds an event.
  func note(_ word: String, count: UInt64, at time: Int64) throws {
    try database.execute(
      sql: "INSERT INTO identity_event (at, kind, count) VALUES (?, ?, ?)",
      arguments: [time, word, Int64(clamping: count)])
  }

  /// Adds an event of a replica, or counts it once more.
  func note(
    _ word: String, space: SpaceID, replica: ReplicaID?, detail: String, at time: Int64
  ) throws {
    try database.execute(
      sql: """
        UPDATE identity_event SET count = count + 1, at = ?
        WHERE kind = ? AND space = ? AND replica IS ? AND detail = ?
        """,
      arguments: [time, word, Data(space.bytes), replica?.column, detail])
    if database.changesCount > 0 { return }
    try database.execute(
      sql: """
        INSERT INTO identity_event (at, kind, space, replica, count, detail)
        VALUES (?, ?, ?, ?, 1, ?)
        """, arguments: [time, word, Data(space.bytes), replica?.column, detail])
  }

  func all() throws -> [NotedEvent] {
    try Row.fetchAll(
      database,
      sql: "SELECT at, kind, space, replica, count, detail FROM identity_event ORDER BY number"
    ).map { row in
      NotedEvent(
        at: row[0], word: row[1], space: (row[2] as Data?).flatMap { SpaceID(bytes: $0) },
        replica: (row[3] as Int64?).map { ReplicaID(column: $0) }, count: UInt64(row[4] as Int64),
        detail: row[5])
    }
  }
}
