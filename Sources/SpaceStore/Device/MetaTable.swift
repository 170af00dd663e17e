internal import GRDB

/// Single facts of a replica by name.
struct MetaTable {
  let database: Database

  enum Key: String {
    case replica, user, teamUser, deviceName, publicKey
    case clock, clockOffset, listVersion, lineage, generation, lastSync, hubURL, library, team
    /// Where the file lay when the present id was taken; how many changes it has, by this file and by
    /// what counts them outside; whether it was told that nothing does.
    case machine, path, inode, counted, leased, leaseWarned
    /// Of a device: when it last looked for bodies to forget.
    case forgotten
    /// The library's bindings that contested cells were drawn with.
    case boundPolicies
    /// Of a hub: its signing key's seed, and when it was last backed up.
    case hubKey, backedUp
  }

  func integer(_ key: Key) throws -> Int64? {
    try statement.first([.text(key.rawValue)]) { $0.integerIfAny(0) } ?? nil
  }

  func text(_ key: Key) throws -> String? {
    try statement.first([.text(key.rawValue)]) { $0.isNull(0) ? nil : $0.text(0) } ?? nil
  }

  func bytes(_ key: Key) throws -> [UInt8]? {
    try statement.first([.text(key.rawValue)]) { $0.bytesIfAny(0) } ?? nil
  }

  func set(_ key: Key, _ value: (any DatabaseValueConvertible)?) throws {
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"
    ).execute(arguments: [key.rawValue, value])
  }

  /// Several facts in one statement, and so in one write of their page.
  func set(_ facts: [(key: Key, value: Int64)]) throws {
    guard !facts.isEmpty else { return }
    let rows = facts.map { _ in "(?, ?)" }.joined(separator: ", ")
    try database.direct("INSERT OR REPLACE INTO meta (key, value) VALUES \(rows)")
      .run(facts.flatMap { [.text($0.key.rawValue), .integer($0.value)] })
  }

  private var statement: DirectStatement {
    get throws { try database.direct("SELECT value FROM meta WHERE key = ?") }
  }
}
