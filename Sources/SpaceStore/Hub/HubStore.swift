internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
internal import SyncSession
internal import Synchronization

/// The hub's replica: every space of the team, who may do what, and the accepted order of changes.
///
/// The caller holds the data directory's lock for as long as the store is open.
package final class HubStore: Sendable {
  package static let databaseName = "hub.sqlite"

  let path: String
  private let queue: DatabaseQueue
  let catalog: StoreCatalog
  let access: AccessModel
  let wall: @Sendable () -> Int64
  private let touched = Mutex<Set<SpaceID>>([])

  /// The hub's own facts, fixed when it was made.
  package let identity: HubIdentity

  private init(
    path: String, queue: DatabaseQueue, catalog: StoreCatalog, access: AccessModel,
    identity: HubIdentity, wall: @escaping @Sendable () -> Int64
  ) {
    self.path = path
    self.queue = queue
    self.catalog = catalog
    self.access = access
    self.identity = identity
    self.wall = wall
  }

  /// Makes a new hub with its library space.
  ///
  /// - Throws: ``StoreError``
  package static func create(
    directory: String, catalog: StoreCatalog, access: AccessModel, identity: HubIdentity,
    wall: @escaping @Sendable () -> Int64
  ) throws -> HubStore {
    let path = "\(directory)/\(databaseName)"
    let file = try ReplicaFile.open(path: path, mode: .create, layouts: catalog.layouts)
    let hub = HubStore(
      path: path, queue: file.queue, catalog: catalog, access: access, identity: identity,
      wall: wall)
    try hub.transaction { database in
      let meta = MetaTable(database: database)
      try meta.set(.replica, identity.replica.column)
      try meta.set(.team, identity.team.string)
      try meta.set(.lineage, Int64(bitPattern: identity.lineage.id))
      try meta.set(.generation, Int64(clamping: identity.lineage.generation))
      try meta.set(.library, Data(identity.library.bytes))
      try hub.insertSpace(identity.library, kind: .library, database)
    }
    return hub
  }

  /// - Throws: ``StoreError``
  package static func open(
    directory: String, catalog: StoreCatalog, access: AccessModel,
    wall: @escaping @Sendable () -> Int64
  ) throws -> HubStore {
    let path = "\(directory)/\(databaseName)"
    let file = try ReplicaFile.open(path: path, mode: .write, layouts: catalog.layouts)
    let identity = try file.queue.read { database -> HubIdentity in
      let meta = MetaTable(database: database)
      let library = try Data.fetchOne(
        database, sql: "SELECT value FROM meta WHERE key = ?",
        arguments: [MetaTable.Key.library.rawValue])
      guard let replica = try meta.integer(.replica), let team = try meta.text(.team),
        let lineage = try meta.integer(.lineage), let library,
        let library = SpaceID(bytes: library)
      else { throw StoreError.foreign(path: path) }
      return HubIdentity(
        replica: ReplicaID(column: replica), team: Text(team),
        lineage: HubLineage(
          id: UInt64(bitPattern: lineage),
          generation: UInt64(clamping: try meta.integer(.generation) ?? 0)),
        library: library)
    }
    return HubStore(
      path: path, queue: file.queue, catalog: catalog, access: access, identity: identity,
      wall: wall)
  }

  package func close() throws { try queue.close() }

  /// Copies the database of a running hub into a new file: a consistent state, durable when this returns.
  package func backup(to target: String) throws {
    guard !FileManager.default.fileExists(atPath: target) else {
      throw StoreError.exists(path: target)
    }
    do {
      let copy = try DatabaseQueue(path: target)
      try queue.backup(to: copy)
      try copy.close()
      _ = unsafe chmod(target, S_IRUSR | S_IWUSR)
    } catch {
      throw StoreError.translated(error, path: target)
    }
  }

  /// The spaces that changed since the last call: whoever waits for one of them is woken.
  package func drainTouched() -> Set<SpaceID> {
    touched.withLock { spaces in
      defer { spaces = [] }
      return spaces
    }
  }

  func touch(_ space: SpaceID) { touched.withLock { _ = $0.insert(space) } }

  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try queue.write(body)
    } catch {
      throw StoreError.translated(error, path: path)
    }
  }

  func ledger(_ space: SpaceID, _ database: Database) -> SQLiteHubLedger {
    SQLiteHubLedger(space: space, database: database, hub: self)
  }

  func insertSpace(_ space: SpaceID, kind: SpaceKind, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO space (space, kind, role) VALUES (?, ?, ?)",
      arguments: [
        Data(space.bytes), Int64(kind.rawValue), Int64(SpaceRole.manager.rawValue),
      ])
  }
}

/// Who a hub is.
package struct HubIdentity: Hashable, Sendable {
  /// The name under which the hub itself writes.
  package static let actor: Text = "hub"

  package let replica: ReplicaID
  package let team: Text
  package let lineage: HubLineage
  package let library: SpaceID

  package init(replica: ReplicaID, team: Text, lineage: HubLineage, library: SpaceID) {
    self.replica = replica
    self.team = team
    self.lineage = lineage
    self.library = library
  }
}
