internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

extension DeviceStore {
  /// How long a device keeps the bodies of changes that its hub holds for good, in milliseconds.
  ///
  /// Thirty days: as long as peers meet without a hub, and as people look back.
  package static let bodyRetentionMilliseconds: Int64 = 30 * 24 * 3_600 * 1_000

  /// How often a device looks for bodies to forget, in milliseconds: once a day, since it reads the
  /// whole log.
  private static let forgettingIntervalMilliseconds: Int64 = 24 * 3_600 * 1_000

  /// Forgets the bodies that have been kept for long enough; at most once a day.
  package func forgetOld() throws {
    let now = clock.correctedMilliseconds
    let last = try reading { try MetaTable(database: $0).integer(.forgotten) }
    if let last, last <= now, now - last < Self.forgettingIntervalMilliseconds { return }
    try transaction { try MetaTable(database: $0).set(.forgotten, now) }
    try forget(before: now - Self.bodyRetentionMilliseconds)
  }

  /// Forgets the bodies of changes older than a time, in milliseconds since 1970, that the hub holds
  /// and a backup of the hub covers; stamps, heads and chains stay.
  ///
  /// Returns how many were forgotten.
  @discardableResult
  package func forget(before milliseconds: Int64) throws -> Int {
    try transaction { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT c.space, c.replica, max(c.sequence), count(*)
          FROM author a JOIN change c ON c.space = a.space AND c.replica = a.replica
            AND c.sequence <= min(a.durable, a.confirmed) AND c.time < ?
            AND c.body IS NOT NULL
          GROUP BY c.space, c.replica
          """, arguments: [HybridTime(milliseconds: milliseconds).column])
      var count = 0
      for row in rows {
        guard let space = SpaceID(bytes: row[0] as Data) else { continue }
        let ledger = ledger(space, database)
        let last = Dot(ReplicaID(column: row[1]), UInt64(row[2] as Int64))
        try ledger.keepClocks(upTo: last)
        count += try ledger.forgetBodies(upTo: last, before: HybridTime(milliseconds: milliseconds))
      }
      return count
    }
  }

  /// Since when all changes of a space are held, in milliseconds since 1970; nil where all are.
  package func historySince(_ space: SpaceID) throws -> Int64? {
    try reading { database in
      let last = try Int64.fetchOne(
        database, sql: "SELECT max(time) FROM change WHERE space = ? AND body IS NULL",
        arguments: [Data(space.bytes)])
      return last.map { HybridTime(column: $0).milliseconds }
    }
  }
}

extension SQLiteDeviceLedger {
  /// Keeps the clocks that are gathered from bodies which are about to go: that of the last one, on
  /// which later ones build, and those of contested writes, which explanations show.
  fileprivate func keepClocks(upTo last: Dot) throws {
    let bodies = try Data.fetchAll(
      database, sql: "SELECT body FROM sibling WHERE space = ?", arguments: [spaceColumn])
    var dots: Set<Dot> = [last]
    for body in bodies {
      let cell = try Canonical.decodeCell(Array(body))
      for sibling in cell.siblings
      where sibling.dot.replica == last.replica && sibling.dot <= last {
        dots.insert(sibling.dot)
      }
    }
    for dot in dots {
      guard let clock = try log.clock(of: dot) else { continue }
      try database.execute(
        sql: """
          UPDATE change SET clock = ? WHERE space = ? AND replica = ? AND sequence = ? AND clock IS NULL
          """,
        arguments: [
          Data(Canonical.encode(clock)), spaceColumn, dot.replica.column, Int64(dot.sequence),
        ])
    }
  }

  fileprivate func forgetBodies(upTo last: Dot, before time: HybridTime) throws -> Int {
    try database.execute(
      sql: """
        UPDATE change SET body = NULL, shown = NULL
        WHERE space = ? AND replica = ? AND sequence <= ? AND time < ? AND body IS NOT NULL
        """,
      arguments: [spaceColumn, last.replica.column, Int64(last.sequence), time.column])
    return database.changesCount
  }
}
