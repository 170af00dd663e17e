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
    let stamp = change.stamp
    try database.direct(
      """
      INSERT INTO change (space, replica, sequence, time, actor, clock_offset, chain, body, clock,
        shown, hub_sequence, history) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (space, replica, sequence) DO UPDATE
        SET time = excluded.time, actor = excluded.actor, clock_offset = excluded.clock_offset,
          chain = excluded.chain, body = excluded.body,
          shown = coalesce(excluded.shown, shown), hub_sequence = excluded.hub_sequence,
          history = excluded.history
      """
    ).run(
      name(of: change.dot) + [
        .integer(stamp.time.column), .text(stamp.actor.string), .integer(change.clockOffset),
        .blob(entry.head.chain), .blob(entry.canonical),
        .blob(storesClock ? Canonical.encode(entry.head.clock) : nil), .blob(shown),
        .integer(place.map { Int64($0.sequence) }), .blob(place?.history),
      ])
  }

  /// Keeps what a snapshot says about a change whose body is not held.
  func insertHead(_ dot: Dot, stamp: Stamp, chain: [UInt8]?, clock: VersionVector?) throws {
    try database.direct(
      """
      INSERT OR IGNORE INTO change (space, replica, sequence, time, actor, clock_offset, chain, clock)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """
    ).run(
      name(of: dot) + [
        .integer(stamp.time.column), .text(stamp.actor.string), .integer(stamp.clockOffset),
        .blob(chain), .blob(clock.map { Canonical.encode($0) }),
      ])
  }

  func stamp(of dot: Dot) throws -> Stamp {
    let stamp = try database.direct(
      """
      SELECT time, actor, clock_offset FROM change WHERE space = ? AND replica = ? AND sequence = ?
      """
    ).first(name(of: dot)) {
      Stamp(
        time: HybridTime(column: $0.integer(0)), actor: Text($0.text(1)),
        clockOffset: $0.integer(2))
    }
    guard let stamp else { throw StoreFault.unknownDot(dot) }
    return stamp
  }

  func chain(after dot: Dot) throws -> [UInt8]? {
    try database.direct(
      "SELECT chain FROM change WHERE space = ? AND replica = ? AND sequence = ?"
    ).first(name(of: dot)) { $0.bytesIfAny(0) } ?? nil
  }

  /// The change itself, or nil where only its head is held.
  func change(_ dot: Dot) throws -> Change? {
    let body = try database.direct(
      "SELECT body FROM change WHERE space = ? AND replica = ? AND sequence = ?"
    ).first(name(of: dot)) { $0.bytesIfAny(0) }
    return try body?.map { try Canonical.decode($0) }
  }

  private func name(of dot: Dot) -> [ColumnValue] {
    [.blob(space.bytes), .integer(dot.replica.column), .integer(Int64(dot.sequence))]
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

extension RecordID {
  var column: Int64 { Int64(rawValue) }
}

extension ReplicaID {
  var column: Int64 { Int64(bitPattern: rawValue) }
  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
}

extension HybridTime {
  var column: Int64 { Int64(bitPattern: rawValue) }
  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
}
