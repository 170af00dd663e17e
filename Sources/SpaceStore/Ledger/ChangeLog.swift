internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// The log of one space: every change that is held, and the heads of those that came in a snapshot.
///
/// On a hub the older changes stand in its ``SealedLog``.
struct ChangeLog {
  /// How often a change of a replica stores its full clock, so that any clock is near a stored one.
  static let clockInterval: UInt64 = 64

  /// Whether a change's row keeps the full clock from the beginning.
  static func storesClock(_ dot: Dot) -> Bool { dot.sequence % clockInterval == 1 }

  let space: SpaceID
  let database: Database
  let sealed: SealedLog

  init(space: SpaceID, database: Database, segments: SegmentCache? = nil) {
    self.space = space
    self.database = database
    sealed = SealedLog(space: space, database: database, cache: segments)
  }

  private var spaceColumn: Data { Data(space.bytes) }

  /// A change's place in the hub's order.
  struct HubPlace {
    let sequence: UInt64
    /// The first bytes of the history's hash there.
    let history: [UInt8]
    /// The author's chain before the change.
    let chainBefore: [UInt8]
  }

  /// Keeps a change; `shown` is what the author of an own one was shown, see ``ShownValues``.
  func insert(_ entry: LedgerEntry, place: HubPlace?, shown: [UInt8]? = nil) throws {
    let change = entry.change
    let storesClock = Self.storesClock(change.dot)
    let stamp = change.stamp
    try database.direct(
      """
      INSERT INTO change (space, replica, sequence, time, actor, clock_offset, chain, body, clock,
        shown, hub_sequence, history, chain_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        .blob(place?.chainBefore),
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
    guard let stamp = try stamp ?? sealed.stamp(of: dot) else { throw StoreFault.unknownDot(dot) }
    return stamp
  }

  func chain(after dot: Dot) throws -> [UInt8]? {
    let row = try database.direct(
      "SELECT chain FROM change WHERE space = ? AND replica = ? AND sequence = ?"
    ).first(name(of: dot)) { $0.bytesIfAny(0) }
    if let row { return row }
    return try chainAfterArchived(dot)
  }

  /// The chain after an archived change: the author's own, or what the next one begins with, or what
  /// its segment leads to.
  private func chainAfterArchived(_ dot: Dot) throws -> [UInt8]? {
    guard try sealed.contains(dot) else { return nil }
    let head = try database.direct(
      "SELECT chain FROM author WHERE space = ? AND replica = ? AND sequence = ?"
    ).first(name(of: dot)) { $0.bytes(0) }
    let next = Dot(dot.replica, dot.sequence + 1)
    return try head
      ?? database.direct(
        "SELECT chain_before FROM change WHERE space = ? AND replica = ? AND sequence = ?"
      ).first(name(of: next)) { $0.bytesIfAny(0) } ?? sealed.chain(after: dot)
  }

  /// The change itself, or nil where only its head is held.
  func change(_ dot: Dot) throws -> Change? {
    let row = try database.direct(
      "SELECT body FROM change WHERE space = ? AND replica = ? AND sequence = ?"
    ).first(name(of: dot)) { $0.bytesIfAny(0) }
    if let row { return try row.map { try Canonical.decode($0) } }
    return try sealed.change(dot)
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
      guard let row else {
        guard let part = try sealed.clock(of: Dot(dot.replica, sequence)) else { return nil }
        gathered = gathered.union(part.clock)
        if part.isWhole { return gathered }
        sequence = part.before
        continue
      }
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

  /// The changes that are held, in the order of their times.
  func changes() throws -> [Change] {
    var changes: [Change] = []
    try sealed.forEach(after: 0) { logged in
      changes.append(logged.change)
      return true
    }
    let bodies = try Data.fetchAll(
      database, sql: "SELECT body FROM change WHERE space = ? AND body IS NOT NULL",
      arguments: [spaceColumn])
    for body in bodies { changes.append(try Canonical.decode(Array(body))) }
    return changes.sorted { ($0.stamp.time, $0.dot) < ($1.stamp.time, $1.dot) }
  }
}

/// What a store should hold and does not.
enum StoreFault: Error, Equatable {
  case unknownDot(Dot)
  case unknownSpace(SpaceID)
  /// The archived changes from a hub sequence on are damaged.
  case unreadableSegment(SpaceID, first: UInt64)
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
