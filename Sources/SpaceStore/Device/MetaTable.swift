internal import GRDB

/// Single facts of a replica by name.
struct MetaTable {
  let database: Database

  enum Key: String {
    case replica, user, teamUser, deviceName, publicKey
    case clock, clockOffset, listVersion, lineage, generation, lastSync, hubURL, library, team
  }

  func integer(_ key: Key) throws -> Int64? {
    try Int64.fetchOne(statement, arguments: [key.rawValue])
  }

  func text(_ key: Key) throws -> String? {
    try String.fetchOne(statement, arguments: [key.rawValue])
  }

  func set(_ key: Key, _ value: (any DatabaseValueConvertible)?) throws {
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"
    ).execute(arguments: [key.rawValue, value])
  }

  private var statement: Statement {
    get throws { try database.cachedStatement(sql: "SELECT value FROM meta WHERE key = ?") }
  }
}
