internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// What a hub's database says about the hub itself.
struct HubFacts {
  private(set) var identity: HubIdentity
  let key: DeviceKey
  let accepted: UInt64

  /// Nil where the database is none of a hub.
  init?(_ database: Database) throws {
    let meta = MetaTable(database: database)
    let library = try Self.bytes(.library, database).flatMap { SpaceID(bytes: $0) }
    let key = try Self.bytes(.hubKey, database).flatMap { DeviceKey(seed: Array($0)) }
    guard let replica = try meta.integer(.replica), let team = try meta.text(.team),
      let lineage = try meta.integer(.lineage), let library, let key
    else { return nil }
    identity = HubIdentity(
      replica: ReplicaID(column: replica), team: Text(team),
      lineage: HubLineage(
        id: UInt64(bitPattern: lineage),
        generation: UInt64(clamping: try meta.integer(.generation) ?? 0)),
      library: library)
    self.key = key
    accepted = try Self.acceptedCount(database)
  }

  /// The count of accepted changes of all spaces.
  static func acceptedCount(_ database: Database) throws -> UInt64 {
    UInt64(try Int64.fetchOne(database, sql: "SELECT sum(hub_sequence) FROM space") ?? 0)
  }

  /// Nobody but the hub may write under its name.
  static func own(_ replica: ReplicaID, by key: DeviceKey, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO replica_owner (replica, public_key) VALUES (?, ?)",
      arguments: [replica.column, Data(key.publicKey)])
  }

  /// Whether a hub of the same lineage went further than this database.
  func isOlder(than told: HubWitness.Told) -> Bool {
    told.lineage == identity.lineage.id
      && (told.generation > identity.lineage.generation || told.accepted > accepted)
  }

  /// Makes the hub one that was restored: devices compare histories anew and take the list anew.
  ///
  /// The hub writes under a new name from now on, since it may have used more dots of the old one
  /// than it remembers.
  mutating func startGeneration(
    after generation: UInt64, event: HubEventWord, at time: Int64,
    random: (_ count: Int) -> [UInt8], _ database: Database
  ) throws {
    let next = max(generation, identity.lineage.generation) + 1
    let replica = ReplicaID(
      rawValue: random(UInt64.bitWidth / 8).reduce(0) { $0 << 8 | UInt64($1) })
    identity = HubIdentity(
      replica: replica, team: identity.team,
      lineage: HubLineage(id: identity.lineage.id, generation: next), library: identity.library)
    let meta = MetaTable(database: database)
    try meta.set(.replica, replica.column)
    try meta.set(.generation, Int64(clamping: next))
    try Self.own(replica, by: key, database)
    try database.execute(
      sql: "UPDATE user_list SET changed = ? + ordinal",
      arguments: [Int64(clamping: identity.lineage.firstListVersion)])
    // What devices had applied was of a history that this hub may not have.
    try database.execute(sql: "DELETE FROM device_cursor")
    try NotedEvents(database).note(event.rawValue, count: next, at: time)
  }

  private static func bytes(_ key: MetaTable.Key, _ database: Database) throws -> Data? {
    try Data.fetchOne(
      database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key.rawValue])
  }
}

/// What happened to the hub itself: the words of its events.
enum HubEventWord: String {
  /// The restore command put a backup in place.
  case restored
  /// The database was older than the witness beside it.
  case rolledBack = "rolled-back"
  /// A space has so many authors that half of what a message can name is used up.
  case manyAuthors = "many-authors"
}

extension HubLineage {
  /// More changes of a user's list than happen between two restores.
  private static let listVersionsPerGeneration: UInt64 = 1 << 20

  /// Every version of a list of this generation is greater; every one of generations before is not.
  var firstListVersion: UInt64 { generation &* Self.listVersionsPerGeneration }
}
