internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

extension DeviceStore {
  /// Runs `body` on one consistent state of one space.
  package func read<Result>(
    _ space: SpaceID, _ body: (SQLiteDeviceLedger) throws -> Result
  ) throws -> Result {
    try reading { try body(ledger(space, $0)) }
  }

  /// All spaces of the replica: those of the hub's list in its order, then those it does not know yet.
  package func spaces() throws -> [LocalSpace] {
    try reading { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT s.space, s.kind, s.role, s.ordinal, sum(a.sequence - a.accepted), min(a.refusal),
            s.recovering
          FROM space s LEFT JOIN author a ON a.space = s.space
            AND a.replica IN (SELECT replica FROM own_replica)
          GROUP BY s.space ORDER BY s.ordinal IS NULL, s.ordinal, s.space
          """)
      return rows.compactMap { row in
        guard let id = SpaceID(bytes: row[0] as Data),
          let kind = SpaceKind(rawValue: UInt8(clamping: row[1] as Int64))
        else { return nil }
        return LocalSpace(
          id: id, kind: kind,
          role: SpaceRole(rawValue: UInt8(clamping: row[2] as Int64)) ?? .none,
          isShared: row[3] as Int64? != nil, unsent: UInt64(clamping: row[4] as Int64? ?? 0),
          refusal: (row[5] as Int64?).flatMap { Refusal(rawValue: UInt8(clamping: $0)) },
          isRecovering: (row[6] as Int64) != 0)
      }
    }
  }

  /// When the hub last answered, in corrected milliseconds since 1970.
  package func lastSync() throws -> Int64? {
    let noted = try reading { try MetaTable(database: $0).integer(.lastSync) }
    // A replica that never met a hub has no time, whatever lies beside it.
    guard let noted else { return nil }
    return max(noted, SyncMark(directory: directory).milliseconds ?? noted)
  }

  /// The hub that the device is enrolled with.
  package func hub() throws -> HubAcquaintance? {
    try reading { database in
      let meta = MetaTable(database: database)
      guard let url = try meta.text(.hubURL), let lineage = try meta.integer(.lineage) else {
        return nil
      }
      return HubAcquaintance(
        url: url, lineage: UInt64(bitPattern: lineage), team: try meta.text(.team) ?? "")
    }
  }

  /// Notes an enrolment; from now on changes carry the team's name of the user.
  ///
  /// Where the hub's clock is known, in milliseconds since 1970, the offset is learned from it.
  package func enrol(
    at hub: HubAcquaintance, as user: Text, hubMilliseconds: UInt64? = nil
  ) throws {
    try transaction { database in
      let meta = MetaTable(database: database)
      if let hubMilliseconds {
        clock.learn(hubMilliseconds: hubMilliseconds)
        try meta.set(.clockOffset, clock.offset)
      }
      try meta.set(.hubURL, hub.url)
      try meta.set(.lineage, Int64(bitPattern: hub.lineage))
      try meta.set(.team, hub.team)
      try meta.set(.teamUser, user.string)
    }
  }

  /// The name that the replica's user had at `init`.
  package func localUser() throws -> Text {
    try reading { Text(try MetaTable(database: $0).text(.user) ?? "") }
  }

  /// How many cells and records of a space wait for a person, edits of purged records included.
  package func conflictCounts() throws -> [SpaceID: Int] {
    try reading { database in
      var counts: [SpaceID: Int] = [:]
      for layout in catalog.layouts {
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT space, sum(_conflicts) FROM "\(layout.table)"
            WHERE _conflicts > 0 AND _hidden <> \(HiddenMark.deleted.rawValue)
            GROUP BY space
            """)
        for row in rows {
          guard let space = SpaceID(bytes: row[0] as Data) else { continue }
          counts[space, default: 0] += Int(row[1] as Int64)
        }
      }
      return counts
    }
  }
}
