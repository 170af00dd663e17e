internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol

extension ReplicaReader {
  /// One author of a space.
  package struct Author: Hashable, Sendable {
    package let replica: ReplicaID
    /// The count of its changes that are held.
    package let sequence: UInt64
    /// Of these, what the hub accepted; meaningful on a device and for its own replicas alone.
    package let accepted: UInt64
    package let refusal: Refusal?
    /// Of its last change; nil where the log does not say.
    package let latest: Stamp?
  }

  /// A device that a hub knows.
  package struct KnownDevice: Hashable, Sendable {
    package let user: Text
    package let name: Text
    /// Milliseconds since 1970; nil where it was never there.
    package let lastSeen: Int64?
    package let replicas: [ReplicaID]
    /// Accepted changes of others in the device's spaces that it had not applied at its last visit.
    package let behind: UInt64
  }

  package func authors(of space: SpaceID) throws -> [Author] {
    try reading { database in
      let log = ChangeLog(space: space, database: database)
      return try Row.fetchAll(
        database,
        sql: "SELECT replica, sequence, accepted, refusal FROM author WHERE space = ?",
        arguments: [Data(space.bytes)]
      ).map { row in
        let replica = ReplicaID(column: row[0])
        let sequence = UInt64(row[1] as Int64)
        return Author(
          replica: replica, sequence: sequence, accepted: UInt64(row[2] as Int64),
          refusal: (row[3] as Int64?).flatMap { Refusal(rawValue: UInt8(clamping: $0)) },
          // A head that came in a snapshot may have no row of its own.
          latest: try? log.stamp(of: Dot(replica, sequence)))
      }
    }
  }

  /// The devices that a hub knows, by user and name; none on a device.
  package func devices() throws -> [KnownDevice] {
    try reading { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT d.public_key, d.user, d.name, d.last_seen, (
            SELECT count(*) FROM user_list l
            JOIN change c ON c.space = l.space AND c.hub_sequence > coalesce((
              SELECT cursor FROM device_cursor
              WHERE space = l.space AND public_key = d.public_key), 0)
            LEFT JOIN replica_owner o ON o.replica = c.replica AND o.public_key = d.public_key
            WHERE l.user = d.user AND l.role > 0 AND o.replica IS NULL)
          FROM enrolled_device d ORDER BY d.user, d.name
          """)
      let archived = try archivedBehind(database)
      let owners = try Row.fetchAll(
        database, sql: "SELECT public_key, replica FROM replica_owner ORDER BY replica")
      let replicas = Dictionary(
        grouping: owners.map { ($0[0] as Data, ReplicaID(column: $0[1])) }, by: \.0)
      return rows.map { row in
        KnownDevice(
          user: Text(row[1]), name: Text(row[2]), lastSeen: row[3],
          replicas: (replicas[row[0]] ?? []).map(\.1),
          behind: UInt64(row[4] as Int64) + archived[row[0], default: 0])
      }
    }
  }

  /// How many archived changes of others each device lacks, by its key.
  private func archivedBehind(_ database: Database) throws -> [Data: UInt64] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT d.public_key, l.space, coalesce(c.cursor, 0) FROM enrolled_device d
        JOIN user_list l ON l.user = d.user AND l.role > 0
        JOIN log_end e ON e.space = l.space
        LEFT JOIN device_cursor c ON c.public_key = d.public_key AND c.space = l.space
        WHERE coalesce(c.cursor, 0) < e.last
        """)
    var behind: [Data: UInt64] = [:]
    for row in rows {
      guard let space = SpaceID(bytes: row[1] as Data) else { continue }
      let own = try Int64.fetchSet(
        database.cachedStatement(sql: "SELECT replica FROM replica_owner WHERE public_key = ?"),
        arguments: [row[0] as Data])
      let sealed = SealedLog(space: space, database: database)
      let cursor = UInt64(row[2] as Int64)
      for segment in try sealed.segments() where segment.last > cursor {
        let known = Int(cursor - min(cursor, segment.first - 1))
        if known == 0 {
          let runs = segment.directory.runs.filter { !own.contains($0.replica.column) }
          behind[row[0], default: 0] += runs.reduce(0) { $0 + $1.count }
          continue
        }
        let lacking = try sealed.heads(segment).dots.dropFirst(known)
        behind[row[0], default: 0] += UInt64(
          lacking.count { !own.contains($0.replica.column) })
      }
    }
    return behind
  }

  /// What happened to identities, the oldest first.
  package func identityEvents() throws -> [NotedEvent] {
    try reading { try NotedEvents($0).all() }
  }

  /// When the hub last answered a device, in milliseconds since 1970.
  package func lastSync() throws -> Int64? {
    try reading { try MetaTable(database: $0).integer(.lastSync) }
  }

  /// What is taken off a device's clock, in milliseconds.
  package func clockOffset() throws -> Int64 {
    try reading { try MetaTable(database: $0).integer(.clockOffset) } ?? 0
  }

  /// The records of a space of which a cell has several live writes, by key.
  package func contestedRecords(in space: SpaceID) throws -> [RecordKey] {
    try reading { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT DISTINCT kind, id FROM sibling WHERE space = ? AND settled = 0 ORDER BY kind, id
          """,
        arguments: [Data(space.bytes)]
      ).map { RecordKey(Text($0[0]), RecordID(truncating: UInt64($0[1] as Int64))) }
    }
  }
}
