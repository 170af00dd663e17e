internal import Foundation
internal import GRDB
internal import SyncCore

/// One SQLite file: opened with the durability that a promise needs, checked, migrated.
///
/// A single connection writes and checkpoints; no memory mapping. Both avoid the WAL-reset fault of
/// SQLite before 3.51.3.
struct ReplicaFile {
  let path: String
  let queue: DatabaseQueue

  enum Mode { case create, write, read }

  /// - Throws: ``StoreError``
  static func open(
    path: String, mode: Mode, layouts: [TableLayout],
    migrations: [String] = CoreTables.migrations
  ) throws -> ReplicaFile {
    let exists = FileManager.default.fileExists(atPath: path)
    if mode == .create, exists { throw StoreError.exists(path: path) }
    if mode != .create, !exists { throw StoreError.unreachable(path) }
    do {
      try checkHeader(path: path, exists: exists)
      let file = ReplicaFile(path: path, queue: try connect(path: path, mode: mode))
      try file.checkVersion(supported: migrations.count)
      if mode != .read { try file.prepare(layouts: layouts, migrations: migrations) }
      return file
    } catch {
      throw StoreError.translated(error, path: path)
    }
  }

  /// SQLite would take any small file for an empty database and overwrite it.
  private static func checkHeader(path: String, exists: Bool) throws {
    // By its size alone: opening and closing it here would drop all locks that other connections of
    // this process hold on it.
    var status = stat()
    guard exists, unsafe stat(path, &status) == 0, status.st_size < smallestDatabaseBytes else {
      return
    }
    throw StoreError.foreign(path: path)
  }

  /// One page of SQLite's smallest size.
  private static let smallestDatabaseBytes = 512

  /// How much of the file a writer keeps in memory: a large exchange touches most of a replica, and
  /// SQLite's own 2 MiB would read and write its pages again and again.
  private static let cacheKibibytes = 32_768

  private static func connect(path: String, mode: Mode) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = mode == .read
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      if mode != .create { try checkApplication(database, path: path) }
      if mode != .read {
        // 0600: the file holds what customers said.
        _ = unsafe chmod(path, S_IRUSR | S_IWUSR)
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA mmap_size = 0")
        try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
      }
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    if mode != .read {
      // GRDB chooses NORMAL for WAL while it opens; FULL must come after, and is checked.
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let full = 2
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == full else {
          throw StoreError.notDurable(path: path)
        }
      }
    }
    return queue
  }

  /// Refuses another product's database before anything is done to it.
  private static func checkApplication(_ database: Database, path: String) throws {
    guard
      try Int32.fetchOne(database, sql: "PRAGMA application_id") == CoreTables.applicationID
    else { throw StoreError.foreign(path: path) }
  }

  private func checkVersion(supported: Int) throws {
    let version = try queue.reading { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    guard version <= supported else {
      throw StoreError.newer(path: path, version: version, supported: supported)
    }
  }

  /// Migrates, then makes tables and columns of the catalog.
  ///
  /// An older database is copied first.
  private func prepare(layouts: [TableLayout], migrations: [String]) throws {
    let version = try queue.reading { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    if version > 0, version < migrations.count { try copy(version: version) }
    try queue.write { database in
      for migration in migrations.dropFirst(version) { try database.execute(sql: migration) }
      if version < migrations.count {
        try database.execute(sql: "PRAGMA application_id = \(CoreTables.applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(migrations.count)")
      }
      try prepareKinds(layouts, in: database)
    }
  }

  /// Whether tables and columns are those of this program and its catalog; a reader cannot make them.
  func isPrepared(for layouts: [TableLayout]) throws -> Bool {
    try queue.reading { database in
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
      guard version == CoreTables.version else { return false }
      return try Self.knownCatalog(database) == Self.signature(of: layouts)
    }
  }

  private static func signature(of layouts: [TableLayout]) -> String {
    "\(TableLayout.version);"
      + layouts.map { layout in
        let policies = layout.kind.fields.map { "\($0.name)=\($0.policy.rawValue)" }
        let parts = layout.columns.map(\.name) + policies
        return "\(layout.table)(\(parts.joined(separator: ",")))"
      }.joined(separator: ";")
  }

  static func knownCatalog(_ database: Database) throws -> String? {
    try database.direct("SELECT value FROM meta WHERE key = ?").first([.text("catalog")]) {
      $0.text(0)
    }
  }

  /// Skipped where the catalog is the one that the file was prepared for, so that opening stays cheap.
  private func prepareKinds(_ layouts: [TableLayout], in database: Database) throws {
    let signature = Self.signature(of: layouts)
    guard try Self.knownCatalog(database) != signature else { return }
    try ForeignColumns(layouts: layouts, path: path).refuse(in: database)
    for layout in layouts { try layout.prepare(in: database) }
    try OtherRecords.adopt(layouts, in: database)
    // The schema may have other policies than the one that the rows were drawn with.
    try PolicyProjection(catalog: StoreCatalog(layouts: layouts), database: database).redraw()
    try database.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('catalog', ?)", arguments: [signature])
  }

  private func copy(version: Int) throws {
    let target = "\(path).version-\(version)"
    guard !FileManager.default.fileExists(atPath: target) else { return }
    try queue.backup(to: DatabaseQueue(path: target))
  }
}
