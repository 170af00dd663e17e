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
  /// The file that says how far the hub has come.
  package static let witnessName = HubWitness.fileName

  let path: String
  let directory: String
  let queue: DatabaseQueue
  let catalog: StoreCatalog
  let access: AccessModel
  let wall: @Sendable () -> Int64
  /// Signs what the hub itself writes, so that devices can hand it on to a restored hub.
  let key: DeviceKey
  let policies = PolicyCache()
  let segments = SegmentCache()
  let followed = FollowedDevices()
  let sealing: SealingRule
  private let witness: HubWitness
  private let touched = Mutex<Set<SpaceID>>([])
  /// Changes that the transaction at work accepted.
  private let pending = Mutex<UInt64>(0)

  /// The hub's own facts, fixed from its opening to its end.
  package let identity: HubIdentity

  private init(
    directory: String, queue: DatabaseQueue, catalog: StoreCatalog, access: AccessModel,
    identity: HubIdentity, key: DeviceKey, sealing: SealingRule,
    wall: @escaping @Sendable () -> Int64
  ) throws {
    path = "\(directory)/\(Self.databaseName)"
    self.directory = directory
    self.queue = queue
    self.catalog = catalog
    self.access = access
    self.identity = identity
    self.key = key
    self.sealing = sealing
    self.wall = wall
    let accepted = try queue.reading { try HubFacts.acceptedCount($0) }
    witness = HubWitness(
      directory: directory, lineage: identity.lineage, accepted: accepted, now: wall())
  }

  /// Makes a new hub with its library space.
  ///
  /// - Throws: ``StoreError``
  package static func create(
    directory: String, catalog: StoreCatalog, access: AccessModel, identity: HubIdentity,
    key: DeviceKey, sealing: SealingRule = .standard, wall: @escaping @Sendable () -> Int64
  ) throws -> HubStore {
    let path = "\(directory)/\(databaseName)"
    let file = try ReplicaFile.open(path: path, mode: .create, layouts: catalog.layouts)
    do {
      try file.queue.write { database in
        let meta = MetaTable(database: database)
        try meta.set(.replica, identity.replica.column)
        try meta.set(.team, identity.team.string)
        try meta.set(.lineage, Int64(bitPattern: identity.lineage.id))
        try meta.set(.generation, Int64(clamping: identity.lineage.generation))
        try meta.set(.library, Data(identity.library.bytes))
        try meta.set(.hubKey, Data(key.seed))
        try HubFacts.own(identity.replica, by: key, database)
        try insertSpace(identity.library, kind: .library, database)
      }
    } catch {
      throw StoreError.translated(error, path: path)
    }
    return try HubStore(
      directory: directory, queue: file.queue, catalog: catalog, access: access,
      identity: identity, key: key, sealing: sealing, wall: wall)
  }

  /// Opens a hub, whose directory's lock the caller holds.
  ///
  /// One whose database is older than its witness says was restored: it starts a new generation, for
  /// which `random` gives random bytes. `wall` is in milliseconds since 1970.
  ///
  /// Throws ``StoreError``
  package static func open(
    directory: String, catalog: StoreCatalog, access: AccessModel,
    sealing: SealingRule = .standard, wall: @escaping @Sendable () -> Int64,
    random: (_ count: Int) -> [UInt8]
  ) throws -> HubStore {
    let told = HubWitness.Told(directory: directory)
    return try open(
      directory: directory, catalog: catalog, access: access, sealing: sealing, wall: wall
    ) { facts, database in
      guard let told, facts.isOlder(than: told) else { return }
      try facts.startGeneration(
        after: told.generation, event: .rolledBack, at: wall(), random: random, database)
    }
  }

  static func open(
    directory: String, catalog: StoreCatalog, access: AccessModel,
    sealing: SealingRule = .standard, wall: @escaping @Sendable () -> Int64,
    preparing: (_ facts: inout HubFacts, _ database: Database) throws -> Void
  ) throws -> HubStore {
    let path = "\(directory)/\(databaseName)"
    let file = try ReplicaFile.open(path: path, mode: .write, layouts: catalog.layouts)
    do {
      let facts = try file.queue.write { database in
        guard var facts = try HubFacts(database) else { throw StoreError.foreign(path: path) }
        try preparing(&facts, database)
        return facts
      }
      return try HubStore(
        directory: directory, queue: file.queue, catalog: catalog, access: access,
        identity: facts.identity, key: facts.key, sealing: sealing, wall: wall)
    } catch {
      throw StoreError.translated(error, path: path)
    }
  }

  /// As whom the hub itself writes.
  var author: HubAuthor { HubAuthor(replica: identity.replica, key: key) }

  package func close() throws {
    // Not knowing how far a device is only keeps bodies longer.
    try? writeFollowed()
    witness.write(now: wall())
    try queue.close()
  }

  /// The spaces that changed since the last call: whoever waits for one of them is woken.
  package func drainTouched() -> Set<SpaceID> {
    touched.withLock { spaces in
      defer { spaces = [] }
      return spaces
    }
  }

  func touch(_ space: SpaceID) { touched.withLock { _ = $0.insert(space) } }

  /// Counts a change that the transaction at work accepts.
  func accepted(in space: SpaceID) {
    touch(space)
    pending.withLock { $0 += 1 }
  }

  /// One transaction; inside another one a step of that, which an error takes back alone.
  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try queue.step(
        { database in
          let before = pending.withLock { $0 }
          do {
            return try body(database)
          } catch {
            pending.withLock { $0 = before }
            segments.forget()
            throw error
          }
        },
        outermost: { database in
          pending.withLock { $0 = 0 }
          let result = try body(database)
          try PolicyProjection(catalog: catalog, database: database, cache: policies).settle()
          return result
        }, afterCommit: countAccepted)
    } catch {
      policies.forget()
      segments.forget()
      throw StoreError.translated(error, path: path)
    }
  }

  private func countAccepted() {
    let accepted = pending.withLock { $0 }
    if accepted > 0 { witness.count(accepted, now: wall()) }
  }

  /// See ``HubReplica/together(_:)``.
  package func together<Result>(_ body: () throws -> Result) throws -> Result {
    try transaction { _ in try StepOutcome(body) }.get()
  }

  func ledger(_ space: SpaceID, _ database: Database) -> SQLiteHubLedger {
    SQLiteHubLedger(space: space, database: database, hub: self)
  }

  static func insertSpace(_ space: SpaceID, kind: SpaceKind, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO space (space, kind, role) VALUES (?, ?, ?)",
      arguments: [
        Data(space.bytes), Int64(kind.rawValue), Int64(SpaceRole.manager.rawValue),
      ])
  }
}

/// Who a hub is.
package struct HubIdentity: Hashable, Sendable {
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
