internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol
package import SyncSession

extension HubStore {
  /// Drops what nobody needs any more of a space, in one transaction.
  ///
  /// Old deletions and old versions of texts go by changes of the hub. The log keeps every body for
  /// history and explanations unless `forgettingBodies`; the hashes of the chain always stay.
  package func compact(
    _ space: SpaceID, forgettingBodies: Bool, isDryRun: Bool
  ) throws -> SweepCount {
    try transaction { database in
      let ledger = ledger(space, database)
      let floor = try floor(of: ledger)
      let sweep = Sweep(
        floor: floor, now: wall(), hubSequence: { try ledger.hubSequence(of: $0) },
        stamp: { try ledger.stamp(of: $0) })
      var count = try ledger.sweep(
        try ledger.records(), by: sweep, as: author, isDryRun: isDryRun,
        nextTime: { try ledger.nextTime() })
      if forgettingBodies {
        let dropped = try ledger.dropBodies(upTo: floor, isDryRun: isDryRun)
        count.droppedBodies = dropped.count
        count.droppedBytes = dropped.bytes
      }
      if !isDryRun { try ledger.archiver.archive(upTo: try ledger.hubSequence()) }
      return count
    }
  }

  /// The hub sequence up to which every active device has applied everything and a backup covers it.
  private func floor(of ledger: SQLiteHubLedger) throws -> UInt64 {
    let durable = try ledger.durable()
    let slowest = try Int64.fetchOne(
      ledger.database,
      sql: """
        SELECT min(coalesce(c.cursor, 0)) FROM user_list l
        JOIN enrolled_device d ON d.user = l.user
        LEFT JOIN device_cursor c ON c.public_key = d.public_key AND c.space = l.space
        WHERE l.space = ? AND l.role > 0 AND coalesce(d.last_seen, d.enrolled) > ?
        """,
      arguments: [ledger.spaceColumn, wall() - Sweep.retirementMilliseconds])
    return min(durable, slowest.map { UInt64($0) } ?? durable)
  }
}

extension SQLiteHubLedger {
  /// The hub sequence of an accepted change; nil where it is none.
  func hubSequence(of dot: Dot) throws -> UInt64? {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT hub_sequence FROM change WHERE space = ? AND replica = ? AND sequence = ?"),
      arguments: [spaceColumn, dot.replica.column, Int64(dot.sequence)])
    if let row { return (row[0] as Int64?).map { UInt64($0) } }
    return try log.sealed.hubSequence(of: dot)
  }

  package func floor() throws -> UInt64 {
    let floor = try Int64.fetchOne(
      database.cachedStatement(sql: "SELECT floor FROM space WHERE space = ?"),
      arguments: [spaceColumn])
    return UInt64(floor ?? 0)
  }

  /// Drops the bodies of old changes; hashes, stamps and what explains open conflicts stay.
  func dropBodies(upTo floor: UInt64, isDryRun: Bool) throws -> (count: Int, bytes: Int) {
    let dropped = try bodies(upTo: floor)
    guard !isDryRun, dropped.count > 0 else { return dropped }
    let clocks = try neededClocks(upTo: floor)
    try archiver.open(upTo: floor)
    try database.execute(
      sql: "UPDATE change SET body = NULL WHERE space = ? AND hub_sequence <= ?",
      arguments: [spaceColumn, Int64(clamping: floor)])
    for (dot, clock) in clocks {
      try database.execute(
        sql: "UPDATE change SET clock = ? WHERE space = ? AND replica = ? AND sequence = ?",
        arguments: [
          Data(Canonical.encode(clock)), spaceColumn, dot.replica.column, Int64(dot.sequence),
        ])
    }
    try database.execute(
      sql: "UPDATE space SET floor = max(floor, ?) WHERE space = ?",
      arguments: [Int64(clamping: floor), spaceColumn])
    // After a snapshot from before the floor would come changes whose bodies are gone.
    try database.execute(
      sql: "DELETE FROM chunk WHERE space = ? AND snapshot < ?",
      arguments: [spaceColumn, Int64(clamping: floor)])
    return dropped
  }

  /// How many bodies are held up to a place, and how many bytes they are.
  private func bodies(upTo floor: UInt64) throws -> (count: Int, bytes: Int) {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT count(*), coalesce(sum(length(body)), 0) FROM change
        WHERE space = ? AND hub_sequence <= ? AND body IS NOT NULL
        """, arguments: [spaceColumn, Int64(clamping: floor)])
    var (count, bytes) = (row?[0] as Int? ?? 0, row?[1] as Int? ?? 0)
    for segment in try log.sealed.segments() where segment.first <= floor {
      let part = Int(min(floor, segment.last) - segment.first) + 1
      for logged in try log.sealed.logged(segment).prefix(part) {
        count += 1
        bytes += Canonical.encode(logged.change).count
      }
    }
    return (count, bytes)
  }

  /// The clocks that the bodies would tell: of every author's last change that goes, which later
  /// clocks build on, and of the writes that stand side by side.
  private func neededClocks(upTo floor: UInt64) throws -> [Dot: VersionVector] {
    let contested = try records().flatMap(\.cells.values).filter { $0.siblings.count > 1 }
    let held = try Set(contested.flatMap(\.siblings).map(\.dot)).filter {
      try hubSequence(of: $0).map { $0 <= floor } ?? false
    }
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT replica, max(sequence) FROM change WHERE space = ? AND hub_sequence <= ?
        GROUP BY replica
        """, arguments: [spaceColumn, Int64(clamping: floor)])
    var last = VersionVector(
      rows.map { Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)) })
    var regular: Set<Dot> = []
    for segment in try log.sealed.segments() where segment.first <= floor {
      let count = Int(min(segment.last, floor) - segment.first) + 1
      for dot in try log.sealed.heads(segment).dots.prefix(count) {
        last.insert(dot)
        // Rows have these since they were written.
        if ChangeLog.storesClock(dot) { regular.insert(dot) }
      }
    }
    var clocks: [Dot: VersionVector] = [:]
    for dot in held.union(last.entries).union(regular) { clocks[dot] = try clock(of: dot) }
    return clocks
  }
}
