internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// The log of one space: every change that is held, and the heads of those that came in a snapshot.
struct ChangeLog {
  /// How often a change of a replica stores its full clock, so that any clock is near a stored one.
  static let clockInterval: UInt64 = 64

  let space: SpaceID
  let database: Database

  private var spaceColumn: Data { Data(space.bytes) }

  /// A change's place in the hub's order, with the first bytes of the history's hash there.
  struct HubPlace {
    let sequence: UInt64
    let history: [UInt8]
  }

  /// Keeps a change; `shown` is what the author of an own one was shown, see ``ShownValues``.
  func insert(_ entry: LedgerEntry, place: HubPlace?, shown: [UInt8]? = nil) throws {
    let change = entry.change
    let storesClock = change.dot.sequence % Self.clockInterval == 1
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO change (space, replica, sequence, time, actor, clock_offset, chain, body, clock,
          shown, hub_sequence, history) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (space, replica, sequence) DO UPDATE
          SET time = excluded.time, actor = excluded.actor, clock_offset = excluded.clock_offset,
            chain = excluded.chain, body = excluded.body,
            shown = coalesce(excluded.shown, shown), hub_sequence = excluded.hub_sequence,
            history = excluded.history
        """)
    try statement.execute(
      arguments: [
        spaceColumn, change.dot.replica.column, Int64(change.dot.sequence),
        change.stamp.time.column, change.stamp.actor.string, change.clockOffset,
        Data(entry.head.chain), Data(entry.canonical),
        storesClock ? Data(Canonical.encode(entry.head.clock)) : nil,
        shown.map { Data($0) }, place.map { Int64($0.sequence) }, place.map { Data($0.history) },
      ])
  }

  /// Keeps what a snapshot says about a change whose body is not held.
  func insertHead(_ dot: Dot, stamp: Stamp, chain: [UInt8]?, clock: VersionVector?) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO change (space, replica, sequence, time, actor, clock_offset, chain, clock)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(
      arguments: [
        spaceColumn, dot.replica.column, Int64(dot.sequence), stamp.time.column,
        stamp.actor.string, stamp.clockOffset, chain.map { Data($0) },
        clock.map { Data(Canonical.encode($0)) },
      ])
  }

  func stamp(of dot: Dot) throws -> Stamp {
    let statement = try database.cachedStatement(
      sql: """
        SELECT time, actor, clock_offset FROM change WHERE space = ? AND replica = ? AND sequence = ?
        """)
    guard
      let row = try Row.fetchOne(
        statement, arguments: [spaceColumn, dot.replica.column, Int64(dot.sequence)])
    else { throw StoreFault.unknownDot(dot) }
    return Stamp(
      time: HybridTime(column: row[0]), actor: Text(row[1]), clockOffset: row[2])
  }

  func chain(after dot: Dot) throws -> [UInt8]? {
    let statement = try database.cachedStatement(
      sql: "SELECT chain FROM change WHERE space = ? AND replica = ? AND sequence = ?")
    let blob = try Data.fetchOne(
      statement, arguments: [spaceColumn, dot.replica.column, Int64(dot.sequence)])
    return blob.map { Array($0) }
  }

  /// The change itself, or nil where only its head is held.
  func change(_ dot: Dot) throws -> Change? {
    let statement = try database.cachedStatement(
      sql: "SELECT body FROM change WHERE space = ? AND replica = ? AND sequence = ?")
    let row = try Row.fetchOne(
      statement, arguments: [spaceColumn, dot.replica.column, Int64(dot.sequence)])
    guard let blob = row?[0] as Data? else { return nil }
    return try Canonical.decode(Array(blob))
  }

  /// What the author of a change had applied, without its own count; nil where the log does not reach.
  func clock(of dot: Dot) throws -> VersionVector? {
    var gathered = VersionVector()
    var sequence = dot.sequence
    while sequence > 0 {
      let row = try Row.fetchOne(
        database.cachedStatement(
          sql: "SELECT body, clock FROM change WHERE space = ? AND replica = ? AND sequence = ?"),
        arguments: [spaceColumn, dot.replica.column, Int64(sequence)])
      guard let row else { return nil }
      if let clock = row[1] as Data? {
        return gathered.union(try Canonical.decodeVector(Array(clock)))
      }
      guard let body = row[0] as Data? else { return nil }
      gathered = gathered.union(
        VersionVector(try Canonical.decode(Array(body)).dependencies))
      sequence -= 1
    }
    return gathered
  }

  /// The changes that are held, in the order of their times; at most `limit` of the latest.
  func changes(where condition: String = "TRUE", arguments: StatementArguments = []) throws
    -> [Change]
  {
    let bodies = try Data.fetchAll(
      database,
      sql: """
        SELECT body FROM change WHERE space = ? AND body IS NOT NULL AND (\(condition))
        ORDER BY time, replica, sequence
        """,
      arguments: [spaceColumn] + arguments)
    return try bodies.map { try Canonical.decode(Array($0)) }
  }
}

/// What a store should hold and does not.
enum StoreFault: Error, Equatable {
  case unknownDot(Dot)
  case unknownSpace(SpaceID)
  /// A new id is needed, and whoever opened the store did not say where ids come from.
  case noIdentity
}

extension ReplicaID {
  var column: Int64 { Int64(bitPattern: rawValue) }
  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
}

extension HybridTime {
  var column: Int64 { Int64(bitPattern: rawValue) }
  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
}
