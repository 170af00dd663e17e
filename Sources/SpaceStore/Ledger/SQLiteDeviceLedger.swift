internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

/// A device's transaction over one space.
package final class SQLiteDeviceLedger: SQLiteLedger, DeviceLedger {
  let own: ReplicaID
  private let clock: ClockState
  private var numbers: WireNumbers { WireNumbers(space: space, database: database) }

  init(
    space: SpaceID, database: Database, catalog: StoreCatalog, own: ReplicaID, clock: ClockState
  ) {
    self.own = own
    self.clock = clock
    super.init(space: space, database: database, catalog: catalog)
  }

  package func name(of record: RecordKey) throws -> WireName {
    try numbers.number(of: record).map { WireName(number: $0.number, isKnown: true) } ?? .portable
  }

  package func name(of replica: ReplicaID) throws -> WireName {
    try numbers.number(of: replica).map { WireName(number: $0.number, isKnown: true) } ?? .portable
  }

  package func record(number: UInt64) throws -> RecordKey? { try numbers.record(number: number) }
  package func replica(number: UInt64) throws -> ReplicaID? { try numbers.replica(number: number) }

  package func learn(records: [UInt64: RecordKey], replicas: [UInt64: ReplicaID]) throws {
    for (number, record) in records { try numbers.set(number, record: record, since: 0) }
    for (number, replica) in replicas { try numbers.set(number, replica: replica, since: 0) }
  }

  package func setCursor(_ cursor: UInt64) throws {
    try database.cachedStatement(sql: "UPDATE space SET cursor = ? WHERE space = ?")
      .execute(arguments: [Int64(clamping: cursor), spaceColumn])
  }

  package func acknowledge(accepted: UInt64, durable: UInt64, refusal: Refusal?) throws {
    try database.cachedStatement(
      sql: """
        UPDATE author SET accepted = min(?, sequence), durable = min(?, sequence), refusal = ?
        WHERE space = ? AND replica = ?
        """
    ).execute(
      arguments: [
        Int64(clamping: accepted), Int64(clamping: durable), refusal.map { Int64($0.rawValue) },
        spaceColumn, own.column,
      ])
  }

  package func keep(_ chunk: SnapshotChunk) throws -> [[UInt8]]? {
    // A newer snapshot replaces an older one: its chunks do not mix.
    try database.execute(
      sql: "DELETE FROM chunk WHERE space = ? AND snapshot <> ?",
      arguments: [spaceColumn, Int64(clamping: chunk.snapshot)])
    try database.execute(
      sql:
        "INSERT OR REPLACE INTO chunk (space, snapshot, number, count, block) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        spaceColumn, Int64(clamping: chunk.snapshot), Int64(clamping: chunk.index),
        Int64(clamping: chunk.count), Data(chunk.block),
      ])
    let rows = try Row.fetchAll(
      database, sql: "SELECT block, count FROM chunk WHERE space = ? ORDER BY number",
      arguments: [spaceColumn])
    guard let count = rows.first?[1] as Int64?, rows.count == count else { return nil }
    try database.execute(sql: "DELETE FROM chunk WHERE space = ?", arguments: [spaceColumn])
    return rows.map { Array($0[0] as Data) }
  }

  package func adopt(_ part: SnapshotPart) throws {
    let chains = Dictionary(
      part.heads.map { (Dot($0.replica, $0.head.sequence), $0.head.chain) },
      uniquingKeysWith: { first, _ in first })
    for (dot, stamp) in part.stamps {
      try log.insertHead(dot, stamp: stamp, chain: chains[dot], clock: part.clocks[dot])
    }
    for head in part.heads
    where try self.head(of: head.replica)?.sequence ?? 0 < head.head.sequence {
      try raise(head.replica, to: head.head)
    }
  }

  package func receive(_ time: HybridTime) throws { clock.receive(time) }
}
