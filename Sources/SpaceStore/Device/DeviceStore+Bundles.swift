internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

extension DeviceStore: BundleReplica {
  package func hubLineage() throws -> UInt64? {
    try reading { try MetaTable(database: $0).integer(.lineage).map { UInt64(bitPattern: $0) } }
  }

  package func write<Result>(
    _ space: SpaceID, making kind: SpaceKind, _ body: (SQLiteDeviceLedger) throws -> Result
  ) throws -> Result {
    try transaction { database in
      try database.execute(
        sql: "INSERT OR IGNORE INTO space (space, kind, role) VALUES (?, ?, ?)",
        arguments: [
          Data(space.bytes), Int64(kind.rawValue), Int64(SpaceRole.none.rawValue),
        ])
      return try body(ledger(space, database))
    }
  }
}

extension SQLiteDeviceLedger: BundleLedger {
  package func logStart(of replica: ReplicaID) throws -> UInt64 {
    var start = try head(of: replica)?.sequence ?? 0
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT sequence, body IS NOT NULL FROM change
        WHERE space = ? AND replica = ? ORDER BY sequence DESC
        """, arguments: [spaceColumn, replica.column])
    while let row = try rows.next(), row[1] as Bool, UInt64(row[0] as Int64) == start {
      start -= 1
    }
    return start
  }

  package func heldChanges(
    of replica: ReplicaID, after sequence: UInt64, limit: Int
  ) throws -> [HeldChange] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT body, chain FROM change
        WHERE space = ? AND replica = ? AND sequence > ? ORDER BY sequence
        """, arguments: [spaceColumn, replica.column, Int64(clamping: sequence)])
    var held: [HeldChange] = []
    var size = 0
    while let row = try rows.next(), let body = row[0] as Data?, let chain = row[1] as Data? {
      size += body.count
      guard held.isEmpty || size <= limit else { break }
      let change = try Canonical.decode(Array(body))
      guard change.dot.sequence == sequence + UInt64(held.count) + 1 else { break }
      held.append(HeldChange(change: change, byteCount: body.count, chain: Array(chain)))
    }
    return held
  }

  package func role() throws -> SpaceRole {
    let role = try Int64.fetchOne(
      database, sql: "SELECT role FROM space WHERE space = ?", arguments: [spaceColumn])
    return role.flatMap { SpaceRole(rawValue: UInt8(clamping: $0)) } ?? .none
  }

  package func setRole(_ role: SpaceRole) throws {
    try database.execute(
      sql: "UPDATE space SET role = ? WHERE space = ?",
      arguments: [Int64(role.rawValue), spaceColumn])
  }
}

/// Changes of another device that this one offers to the hub.
package struct RelayedChanges: Hashable, Sendable {
  package let space: SpaceID
  package let replica: ReplicaID
  /// How many the hub is not known to hold.
  package let waiting: UInt64
  /// Why the hub did not take them, if it did not.
  package let refusal: Refusal?
}

extension DeviceStore {
  /// What came in bundles and is not known to be at the hub, by space and replica.
  package func relayedChanges() throws -> [RelayedChanges] {
    try reading { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT a.space, a.replica, a.sequence - a.accepted, a.refusal FROM author a
          WHERE a.sequence > a.accepted AND a.replica NOT IN (SELECT replica FROM own_replica)
            AND EXISTS (SELECT 1 FROM run_proof p WHERE p.space = a.space
              AND p.replica = a.replica AND p.last > a.accepted)
          ORDER BY a.space, a.replica
          """)
      return rows.compactMap { row in
        guard let space = SpaceID(bytes: row[0] as Data) else { return nil }
        return RelayedChanges(
          space: space, replica: ReplicaID(column: row[1]), waiting: UInt64(row[2] as Int64),
          refusal: (row[3] as Int64?).flatMap { Refusal(rawValue: UInt8(clamping: $0)) })
      }
    }
  }
}
