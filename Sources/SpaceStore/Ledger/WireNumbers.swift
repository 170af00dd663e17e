internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// The hub's short numbers for the records and replicas of one space.
struct WireNumbers {
  let space: SpaceID
  let database: Database

  private var spaceColumn: Data { Data(space.bytes) }

  /// On a device the `since` of what an acknowledgement said, until the log was seen to hold it.
  static let provisional: UInt64 = 1

  private static let tables = ["record_number", "replica_number"]

  func forget() throws {
    for table in Self.tables {
      try database.execute(
        sql: "DELETE FROM \(table) WHERE space = ?", arguments: [spaceColumn])
    }
  }

  /// Makes provisional numbers firm, or forgets them.
  func settle(keeping: Bool) throws {
    for table in Self.tables {
      let verb = keeping ? "UPDATE \(table) SET since = 0" : "DELETE FROM \(table)"
      try database.execute(
        sql: "\(verb) WHERE space = ? AND since > 0", arguments: [spaceColumn])
    }
  }

  /// From now on the record's number is announced wherever it stands.
  func neverKnown(_ record: RecordKey) throws {
    try database.execute(
      sql: "UPDATE record_number SET since = ? WHERE space = ? AND kind = ? AND id = ?",
      arguments: [Int64.max, spaceColumn, record.kind.string, record.id.rawValue])
  }

  /// The number and the hub sequence since which it is given out.
  func number(of record: RecordKey) throws -> (number: UInt64, since: UInt64)? {
    try pair(
      "SELECT number, since FROM record_number WHERE space = ? AND kind = ? AND id = ?",
      [spaceColumn, record.kind.string, record.id.rawValue])
  }

  func number(of replica: ReplicaID) throws -> (number: UInt64, since: UInt64)? {
    try pair(
      "SELECT number, since FROM replica_number WHERE space = ? AND replica = ?",
      [spaceColumn, replica.column])
  }

  func record(number: UInt64) throws -> RecordKey? {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT kind, id FROM record_number WHERE space = ? AND number = ?"),
      arguments: [spaceColumn, Int64(clamping: number)])
    return row.map { RecordKey(Text($0[0]), RecordID(truncating: UInt64($0[1] as Int64))) }
  }

  func replica(number: UInt64) throws -> ReplicaID? {
    try Int64.fetchOne(
      database.cachedStatement(
        sql: "SELECT replica FROM replica_number WHERE space = ? AND number = ?"),
      arguments: [spaceColumn, Int64(clamping: number)]
    ).map { ReplicaID(column: $0) }
  }

  /// A number that another record or replica had belongs to an older history of the hub: it is replaced.
  func set(_ number: UInt64, record: RecordKey, since: UInt64) throws {
    try database.cachedStatement(
      sql:
        "INSERT OR REPLACE INTO record_number (space, number, kind, id, since) VALUES (?, ?, ?, ?, ?)"
    ).execute(
      arguments: [
        spaceColumn, Int64(clamping: number), record.kind.string, record.id.rawValue,
        Int64(clamping: since),
      ])
  }

  func set(_ number: UInt64, replica: ReplicaID, since: UInt64) throws {
    try database.cachedStatement(
      sql:
        "INSERT OR REPLACE INTO replica_number (space, number, replica, since) VALUES (?, ?, ?, ?)"
    ).execute(
      arguments: [spaceColumn, Int64(clamping: number), replica.column, Int64(clamping: since)])
  }

  func greatest(in table: String) throws -> UInt64 {
    let greatest = try Int64.fetchOne(
      database, sql: "SELECT max(number) FROM \(table) WHERE space = ?", arguments: [spaceColumn])
    return UInt64(greatest ?? 0)
  }

  private func pair(
    _ sql: String, _ arguments: StatementArguments
  ) throws -> (number: UInt64, since: UInt64)? {
    try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
      .map { (UInt64($0[0] as Int64), UInt64($0[1] as Int64)) }
  }
}
