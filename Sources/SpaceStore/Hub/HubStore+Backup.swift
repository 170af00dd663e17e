internal import Foundation
internal import GRDB
internal import SyncCore
package import SyncProtocol

extension HubStore {
  /// Copies the database into a new file: a consistent state, on the disk when this returns.
  ///
  /// Throws ``StoreError``
  package func copy(to target: String) throws {
    guard !FileManager.default.fileExists(atPath: target) else {
      throw StoreError.exists(path: target)
    }
    do {
      let copy = try DatabaseQueue(path: target)
      try queue.backup(to: copy)
      try copy.close()
      _ = unsafe chmod(target, S_IRUSR | S_IWUSR)
      try Self.synchronize(target)
    } catch {
      throw StoreError.translated(error, path: target)
    }
  }

  /// Notes that a copy of all that is accepted lies elsewhere: devices may forget what it covers.
  ///
  /// The caller lets nothing be accepted between the copy and this.
  package func markBackedUp() throws {
    let now = wall()
    try transaction { try Self.markBackedUp(at: now, $0) }
  }

  static func markBackedUp(at now: Int64, _ database: Database) throws {
    try database.execute(sql: "UPDATE space SET durable = hub_sequence")
    try database.execute(sql: "UPDATE author SET durable = accepted")
    try MetaTable(database: database).set(.backedUp, now)
  }

  /// Whether there was a backup: until then what is accepted counts as durable.
  func isBackedUp(_ database: Database) throws -> Bool {
    try MetaTable(database: database).integer(.backedUp) != nil
  }

  /// When the hub was last backed up, in milliseconds since 1970; nil where it never was.
  package func backedUpAt() throws -> Int64? {
    try transaction { try MetaTable(database: $0).integer(.backedUp) }
  }

  /// The count of accepted changes of all spaces.
  package func acceptedCount() throws -> UInt64 {
    try transaction { try HubFacts.acceptedCount($0) }
  }

  /// Opens a backup as the hub that it was, in a new generation.
  ///
  /// A copy of the backup lies in `directory` under the database's name; `generation` is the greatest
  /// one that is known of this hub.
  ///
  /// Throws ``StoreError``
  package static func openBackup(
    directory: String, after generation: UInt64, catalog: StoreCatalog, access: AccessModel,
    wall: @escaping @Sendable () -> Int64, random: (_ count: Int) -> [UInt8]
  ) throws -> HubStore {
    try open(
      directory: directory, catalog: catalog, access: access, wall: wall
    ) { facts, database in
      try facts.startGeneration(
        after: generation, event: .restored, at: wall(), random: random, database)
      // The backup itself covers all that is in it.
      try markBackedUp(at: wall(), database)
    }
  }

  /// The lineage of the hub whose directory it is, as its witness or else its database says; nil where neither does.
  package static func lineage(in directory: String) -> HubLineage? {
    if let told = HubWitness.Told(directory: directory) {
      return HubLineage(id: told.lineage, generation: told.generation)
    }
    var configuration = Configuration()
    configuration.readonly = true
    let path = "\(directory)/\(databaseName)"
    // A database that cannot be read says nothing; it may be why somebody restores.
    let facts = try? DatabaseQueue(path: path, configuration: configuration).read {
      try HubFacts($0)
    }
    return facts?.identity.lineage
  }

  /// Waits until a file and its name are on the disk.
  ///
  /// Throws ``StoreError``
  package static func synchronize(_ path: String) throws {
    for name in [path, URL(filePath: path).deletingLastPathComponent().path] {
      guard let handle = FileHandle(forReadingAtPath: name) else {
        throw StoreError.disk(path: name, detail: "it cannot be opened")
      }
      do {
        try handle.synchronize()
        try handle.close()
      } catch {
        throw StoreError.disk(path: name, detail: error.localizedDescription)
      }
    }
  }
}
