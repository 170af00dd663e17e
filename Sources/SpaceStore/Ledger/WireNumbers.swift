internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// The hub's short numbers for the records and replicas of one space.
struct WireNumbers {
  let space: SpaceID
  let database: Database

  private var spaceColumn: Data { Data(space.bytes) }
  private var spaceValue: ColumnValue { .blob(space.bytes) }

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
      [spaceValue, .text(record.kind.string), .integer(record.id.column)])
  }

  func number(of replica: ReplicaID) throws -> (number: UInt64, since: UInt64)? {
    try pair(
      "SELECT number, since FROM replica_number WHERE space = ? AND replica = ?",
      [spaceValue, .integer(replica.column)])
  }

  func record(number: UInt64) throws -> RecordKey? {
    try database.direct("SELECT kind, id FROM record_number WHERE space = ? AND number = ?")
      .first([spaceValue, .integer(Int64(clamping: number))]) {
        RecordKey(Text($0.text(0)), RecordID(truncating: UInt64($0.integer(1))))
      }
  }

  func replica(number: UInt64) throws -> ReplicaID? {
    try database.direct("SELECT replica FROM replica_number WHERE space = ? AND number = ?")
      .first([spaceValue, .integer(Int64(clamping: number))]) {
        ReplicaID(column: $0.integer(0))
      }
  }

  /// A number that another record or replica had belongs to an older history of the hub: it is replaced.
  func set(_ number: UInt64, record: RecordKey, since: UInt64) throws {
    try database.direct(
      "INSERT OR REPLACE INTO record_number (space, number, kind, id, since) VALUES (?, ?, ?, ?, ?)"
    ).run([
      spaceValue, .integer(Int64(clamping: number)), .text(record.kind.string),
      .integer(record.id.column), .integer(Int64(clamping: since)),
    ])
  }

  func set(_ number: UInt64, replica: ReplicaID, since: UInt64) throws {
    try database.direct(
      "INSERT OR REPLACE INTO replica_number (space, number, replica, since) VALUES (?, ?, ?, ?)"
    ).run([
      spaceValue, .integer(Int64(clamping: number)), .integer(replica.column),
      .integer(Int64(clamping: since)),
    ])
  }

  func greatest(in table: String) throws -> UInt64 {
    try database.direct("SELECT max(number) FROM \(table) WHERE space = ?")
      .first([spaceValue]) { UInt64($0.integer(0)) } ?? 0
  }

  private func pair(
    _ sql: String, _ values: [ColumnValue]
  ) throws -> (number: UInt64, since: UInt64)? {
    try database.direct(sql).first(values) { (UInt64($0.integer(0)), UInt64($0.integer(1))) }
  }
}
