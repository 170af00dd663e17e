internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

/// A device's transaction over one space.
package final class SQLiteDeviceLedger: SQLiteLedger, DeviceLedger {
  let identity: IdentityState
  let clock: ClockState
  private var numbers: WireNumbers { WireNumbers(space: space, database: database) }
  /// What stood beside changes that were cut, for those that write them again.
  var cutDetails: [Dot: CutDetail] = [:]

  init(
    space: SpaceID, database: Database, catalog: StoreCatalog, identity: IdentityState,
    clock: ClockState, policies: PolicyCache?
  ) {
    self.identity = identity
    self.clock = clock
    super.init(space: space, database: database, catalog: catalog, policies: policies)
  }

  package var own: ReplicaID { identity.identity.replica }
  package func ownReplicas() -> Set<ReplicaID> { identity.replicas }
  package var user: Text { identity.identity.user }
  package var correctedMilliseconds: Int64 { clock.correctedMilliseconds }
  package func nextTime() -> HybridTime { clock.next() }
  package func receive(_ time: HybridTime) { clock.receive(time) }

  package override func append(_ entry: LedgerEntry) throws {
    try super.append(entry)
    if entry.change.dot.replica == own { identity.content.counted += 1 }
  }

  package func name(of record: RecordKey) throws -> WireName {
    try numbers.number(of: record).map { WireName(number: $0.number, isKnown: true) } ?? .portable
  }

  package func name(of replica: ReplicaID) throws -> WireName {
    try numbers.number(of: replica).map { WireName(number: $0.number, isKnown: true) } ?? .portable
  }

  package func record(number: UInt64) throws -> RecordKey? { try numbers.record(number: number) }
  package func replica(number: UInt64) throws -> ReplicaID? { try numbers.replica(number: number) }

  package func learn(
    records: [UInt64: RecordKey], replicas: [UInt64: ReplicaID], isProvisional: Bool
  ) throws {
    let since = isProvisional ? WireNumbers.provisional : 0
    for (number, record) in records { try numbers.set(number, record: record, since: since) }
    for (number, replica) in replicas { try numbers.set(number, replica: replica, since: since) }
  }

  package func settleNumbers(keeping: Bool) throws { try numbers.settle(keeping: keeping) }

  package func forgetNumbers() throws { try numbers.forget() }

  package func cursor() throws -> UInt64 {
    try database.direct("SELECT cursor FROM space WHERE space = ?")
      .first([spaceValue]) { UInt64($0.integer(0)) } ?? 0
  }

  package func setCursor(_ cursor: UInt64, history: [UInt8]?, durable: UInt64?) throws {
    if let durable, durable >= cursor {
      // What a backup covers up to the cursor it covers of every author.
      try database.cachedStatement(
        sql: "UPDATE author SET durable = confirmed WHERE space = ? AND durable < confirmed"
      ).execute(arguments: [spaceColumn])
    }
    try database.cachedStatement(
      sql: """
        UPDATE space SET cursor = ?, history = ?, durable = coalesce(?, durable) WHERE space = ?
        """
    ).execute(
      arguments: [
        Int64(clamping: cursor), history.map { Data($0) }, durable.map { Int64(clamping: $0) },
        spaceColumn,
      ])
  }

  package func accepted() throws -> VersionVector {
    VersionVector(
      try database.direct("SELECT replica, accepted FROM author WHERE space = ? AND accepted > 0")
        .all([spaceValue]) { Dot(ReplicaID(column: $0.integer(0)), UInt64($0.integer(1))) })
  }

  package func confirmed() throws -> VersionVector {
    VersionVector(
      try database.direct("SELECT replica, confirmed FROM author WHERE space = ? AND confirmed > 0")
        .all([spaceValue]) { Dot(ReplicaID(column: $0.integer(0)), UInt64($0.integer(1))) })
  }

  package func setConfirmed(_ count: UInt64, of replica: ReplicaID) throws {
    try database.direct(
      "UPDATE author SET confirmed = min(?, accepted) WHERE space = ? AND replica = ?"
    ).run([.integer(Int64(clamping: count)), spaceValue, .integer(replica.column)])
  }

  package func setAccepted(_ count: UInt64, of replica: ReplicaID) throws {
    try database.cachedStatement(
      sql: """
        UPDATE author SET accepted = min(?1, sequence), durable = min(durable, ?1),
          confirmed = min(confirmed, ?1), is_pending = sequence > ?1
        WHERE space = ?2 AND replica = ?3
        """
    ).execute(arguments: [Int64(clamping: count), spaceColumn, replica.column])
  }

  override func raise(_ replica: ReplicaID, to head: AuthorHead) throws {
    try super.raise(replica, to: head)
    // Most often it says so already, and nothing is written.
    try database.direct(
      """
      UPDATE author SET is_pending = sequence > accepted
      WHERE space = ? AND replica = ? AND is_pending <> (sequence > accepted)
      """
    ).run([spaceValue, .integer(replica.column)])
  }

  package func acknowledge(_ replica: ReplicaID, durable: UInt64, refusal: Refusal?) throws {
    try database.cachedStatement(
      sql: """
        UPDATE author SET durable = min(?, accepted), refusal = ? WHERE space = ? AND replica = ?
        """
    ).execute(
      arguments: [
        Int64(clamping: durable), refusal.map { Int64($0.rawValue) }, spaceColumn, replica.column,
      ])
  }

  package func keep(_ chunk: SnapshotChunk) throws -> [[UInt8]]? {
    // A newer snapshot replaces an older one: its chunks do not mix.
    try database.execute(
      sql: """
        DELETE FROM chunk
        WHERE space = ? AND (snapshot <> ? OR count <> ? OR history IS NOT ?)
        """,
      arguments: [
        spaceColumn, Int64(clamping: chunk.snapshot), Int64(clamping: chunk.count),
        Data(chunk.history),
      ])
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO chunk (space, snapshot, number, count, history, block)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        spaceColumn, Int64(clamping: chunk.snapshot), Int64(clamping: chunk.index),
        Int64(clamping: chunk.count), Data(chunk.history), Data(chunk.block),
      ])
    let rows = try Row.fetchAll(
      database, sql: "SELECT block, count FROM chunk WHERE space = ? ORDER BY number",
      arguments: [spaceColumn])
    guard let count = rows.first?[1] as Int64?, rows.count == count else { return nil }
    try dropChunks()
    return rows.map { Array($0[0] as Data) }
  }

  package func dropChunks() throws {
    try database.execute(sql: "DELETE FROM chunk WHERE space = ?", arguments: [spaceColumn])
  }

  package func adopt(_ part: SnapshotPart) throws {
    let chains = Dictionary(
      part.heads.map { (Dot($0.replica, $0.head.sequence), $0.head.chain) },
      uniquingKeysWith: { first, _ in first })
    for (dot, stamp) in part.stamps {
      try log.insertHead(dot, stamp: stamp, chain: chains[dot], clock: part.clocks[dot])
    }
    for spine in part.spines { try keep(spine) }
    for head in part.heads
    where try self.head(of: head.replica)?.sequence ?? 0 < head.head.sequence {
      try raise(head.replica, to: head.head)
    }
  }
}
