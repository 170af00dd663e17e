internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// A device's replica: one SQLite file, its identity, its clock.
///
/// Writing takes the replica's write lock from open to close; reading needs no lock.
package final class DeviceStore {
  package static let databaseName = "fieldbook.sqlite"
  package static let lockName = "write.lock"

  let file: ReplicaFile
  let catalog: StoreCatalog
  let clock: ClockState
  private let policies: PolicyCache?
  let identityState: IdentityState
  private var lock: WriteLock?
  /// What the file looked like when the lock was taken, where it stayed open before.
  var marks: RestingReplica.Marks?
  let directory: String

  package enum Mode: Sendable { case read, write }

  /// How long a command waits for another one that writes: a sync's transaction is far shorter.
  private static let patienceInMilliseconds = 15_000

  private init(
    file: ReplicaFile, catalog: StoreCatalog, identity: IdentityState, clock: ClockState,
    lock: WriteLock?
  ) {
    self.file = file
    self.catalog = catalog
    identityState = identity
    self.clock = clock
    self.lock = lock
    policies = lock.map { _ in PolicyCache() }
    directory = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
  }

  /// Who the replica is now; its id changes where it may not be this database's alone.
  package var identity: DeviceIdentity { identityState.identity }

  /// Makes a new replica in a directory that exists.
  ///
  /// `wall` gives milliseconds since 1970 by the device's clock. Without a guard nothing looks whether
  /// the file is a copy.
  /// Throws ``StoreError``.
  package static func create(
    directory: String, catalog: StoreCatalog, identity: DeviceIdentity,
    guardian: IdentityGuard? = nil, wall: @escaping @Sendable () -> Int64
  ) throws -> DeviceStore {
    let path = "\(directory)/\(databaseName)"
    let lock = try writeLock(directory)
    let file = try ReplicaFile.open(path: path, mode: .create, layouts: catalog.layouts)
    let clock = ClockState(last: .zero, offset: 0, wall: wall)
    let content = IdentityState.Content(
      identity: identity, replicas: [identity.replica], counted: 0, isLeased: false)
    let store = DeviceStore(
      file: file, catalog: catalog,
      identity: IdentityState(content, guardian: guardian), clock: clock, lock: lock)
    try store.transaction { database in
      let meta = MetaTable(database: database)
      try database.execute(
        sql: "INSERT INTO own_replica (replica, since) VALUES (?, ?)",
        arguments: [identity.replica.column, clock.correctedMilliseconds])
      try meta.set(.replica, identity.replica.column)
      try meta.set(.user, identity.user.string)
      try meta.set(.deviceName, identity.deviceName.string)
      try meta.set(.publicKey, Data(identity.publicKey))
      try store.noteFingerprint(meta)
    }
    return store
  }

  /// - Throws: ``StoreError``
  package static func open(
    directory: String, catalog: StoreCatalog, mode: Mode, guardian: IdentityGuard? = nil,
    wall: @escaping @Sendable () -> Int64
  ) throws -> DeviceStore {
    let path = "\(directory)/\(databaseName)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError.unreachable(path)
    }
    let lock = mode == .write ? try writeLock(directory) : nil
    let file = try openFile(path, directory: directory, catalog: catalog, mode: mode)
    return try DeviceStore(
      file: file, catalog: catalog, guardian: guardian, wall: wall, lock: lock)
  }

  /// A store over an open file, with what the file says about the replica now.
  convenience init(
    file: ReplicaFile, catalog: StoreCatalog, guardian: IdentityGuard?,
    wall: @escaping @Sendable () -> Int64, lock: WriteLock?
  ) throws {
    do {
      let (content, clock) = try file.queue.reading { database in
        try Self.loadState(MetaTable(database: database), path: file.path, wall: wall)
      }
      self.init(
        file: file, catalog: catalog, identity: IdentityState(content, guardian: guardian),
        clock: clock, lock: lock)
    } catch {
      throw StoreError.translated(error, path: file.path)
    }
  }

  static func writeLock(_ directory: String) throws -> WriteLock {
    try WriteLock(
      path: "\(directory)/\(lockName)", patienceInMilliseconds: patienceInMilliseconds)
  }

  /// The first command after an upgrade may be one that reads: it prepares the file like a writer.
  private static func openFile(
    _ path: String, directory: String, catalog: StoreCatalog, mode: Mode
  ) throws -> ReplicaFile {
    if mode == .write {
      return try ReplicaFile.open(path: path, mode: .write, layouts: catalog.layouts)
    }
    let file = try ReplicaFile.open(path: path, mode: .read, layouts: catalog.layouts)
    if try file.isPrepared(for: catalog.layouts) { return file }
    try file.queue.close()
    let lock = try writeLock(directory)
    try ReplicaFile.open(path: path, mode: .write, layouts: catalog.layouts).queue.close()
    return try withExtendedLifetime(lock) {
      try ReplicaFile.open(path: path, mode: .read, layouts: catalog.layouts)
    }
  }

  private static func loadState(
    _ meta: MetaTable, path: String, wall: @escaping @Sendable () -> Int64
  ) throws -> (IdentityState.Content, ClockState) {
    let key = try meta.bytes(.publicKey)
    guard let replica = try meta.integer(.replica), let user = try meta.text(.user),
      let name = try meta.text(.deviceName), let key
    else { throw StoreError.foreign(path: path) }
    let identity = DeviceIdentity(
      replica: ReplicaID(column: replica), user: Text(try meta.text(.teamUser) ?? user),
      deviceName: Text(name), publicKey: key)
    let replicas = try meta.database.direct("SELECT replica FROM own_replica")
      .all([]) { ReplicaID(column: $0.integer(0)) }
    let content = IdentityState.Content(
      identity: identity, replicas: Set(replicas).union([identity.replica]),
      counted: UInt64(try meta.integer(.counted) ?? 0),
      isLeased: try meta.integer(.leased) == 1)
    let clock = ClockState(
      last: HybridTime(column: try meta.integer(.clock) ?? 0),
      offset: try meta.integer(.clockOffset) ?? 0, wall: wall)
    return (content, clock)
  }

  /// Closes the connection, then lets the write lock go; the store cannot be used afterwards.
  package func close() throws {
    try file.queue.close()
    lock = nil
  }

  /// Lets others write while the connection stays open.
  func letGo() { lock = nil }

  /// One transaction; the clock's last time and a new identity are written with it.
  ///
  /// Inside another one it is a step of that: an error takes the step back alone.
  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    let identityBefore = identityState.content
    do {
      return try file.queue.step(
        { database in
          do {
            return try body(database)
          } catch {
            // No lease was written yet: that comes with the commit.
            identityState.takeBack(to: identityBefore)
            throw error
          }
        },
        outermost: { database in
          let before = clock.hybrid.last
          let result = try body(database)
          try PolicyProjection(catalog: catalog, database: database, cache: policies).settle()
          let time = clock.hybrid.last
          try saveState(clock: time == before ? nil : time, identity: identityBefore, database)
          return result
        })
    } catch {
      policies?.forget()
      if !file.queue.isInsideTransaction { restoreIdentity(identityBefore) }
      throw StoreError.translated(error, path: file.path)
    }
  }

  /// See ``DeviceReplica/together(_:)``.
  package func together<Result>(_ body: () throws -> Result) throws -> Result {
    try transaction { _ in try StepOutcome(body) }.get()
  }

  func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try file.queue.reading(body)
    } catch {
      throw StoreError.translated(error, path: file.path)
    }
  }

  func ledger(_ space: SpaceID, _ database: Database) -> SQLiteDeviceLedger {
    SQLiteDeviceLedger(
      space: space, database: database, catalog: catalog, identity: identityState, clock: clock,
      policies: policies)
  }

  /// The space list changed, and with it maybe the library that counts.
  func forgetPolicies() { policies?.forget() }

  /// The device's clock with the learned offset taken off, in milliseconds since 1970.
  package var correctedMilliseconds: Int64 { clock.correctedMilliseconds }
  /// What is taken off the device's clock, in milliseconds.
  package var clockOffset: Int64 { clock.offset }
}
