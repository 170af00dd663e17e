import AccountModel
import Foundation
import GRDB
import SyncCore
import SyncProtocol
import Testing

@testable import SpaceStore

@Suite struct `A replica's file` {
  private let catalog = StoreCatalog(catalogDescriptions)

  private func device(in directory: TemporaryDirectory) throws -> DeviceStore {
    try DeviceStore.create(
      directory: directory.path, catalog: catalog,
      identity: DeviceIdentity(
        replica: ReplicaID(rawValue: 5), user: "eero", deviceName: "eero-fw", publicKey: [1]),
      wall: { 0 })
  }

  private func open(_ directory: TemporaryDirectory) throws -> DeviceStore {
    try DeviceStore.open(directory: directory.path, catalog: catalog, mode: .write, wall: { 0 })
  }

  private func text(_ sql: String, _ queue: DatabaseQueue) throws -> String? {
    try queue.read { try String.fetchOne($0, sql: sql) }
  }

  private func path(_ directory: TemporaryDirectory) -> String {
    "\(directory.path)/\(DeviceStore.databaseName)"
  }

  @Test func `syncs every commit to the disk, in WAL mode, without memory mapping`() throws {
    let directory = try TemporaryDirectory()
    let store = try device(in: directory)
    #expect(try text("PRAGMA synchronous", store.file.queue) == "2")
    #expect(try text("PRAGMA journal_mode", store.file.queue) == "wal")
    // Null where the library was built without memory mapping.
    #expect(try text("PRAGMA mmap_size", store.file.queue) ?? "0" == "0")
  }

  @Test func `is for its owner alone`() throws {
    let directory = try TemporaryDirectory()
    _ = try device(in: directory)
    let attributes = try FileManager.default.attributesOfItem(atPath: path(directory))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `is refused where a newer program wrote it`() throws {
    let directory = try TemporaryDirectory()
    let store = try device(in: directory)
    try store.file.queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try store.close()
    #expect(
      throws: StoreError.newer(path: path(directory), version: 99, supported: CoreTables.version)
    ) { try open(directory) }
  }

  @Test func `is refused where it belongs to another product`() throws {
    let directory = try TemporaryDirectory()
    let other = try DatabaseQueue(path: path(directory))
    try other.write { try $0.execute(sql: "CREATE TABLE t (x)") }
    try other.close()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path(directory)))
    #expect(throws: StoreError.foreign(path: path(directory))) { try open(directory) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path(directory))) == bytes)
  }

  @Test(arguments: [0, 1, 100, 600, 100_000])
  func `is refused where it is no database, and is left as it is`(length: Int) throws {
    let directory = try TemporaryDirectory()
    let text = Data(String(repeating: "a shopping list\n", count: length).utf8.prefix(length))
    try text.write(to: URL(fileURLWithPath: path(directory)))
    #expect(throws: StoreError.foreign(path: path(directory))) { try open(directory) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path(directory))) == text)
  }

  @Test func `says where there is none`() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: StoreError.missing(path: path(directory))) { try open(directory) }
  }

  @Test func `is copied before an older version is migrated`() throws {
    let directory = try TemporaryDirectory()
    try device(in: directory).close()
    let path = path(directory)
    var file = try ReplicaFile.open(path: path, mode: .write, layouts: catalog.layouts)
    try file.queue.close()
    let next = CoreTables.migrations + ["CREATE TABLE added (x INTEGER) STRICT;"]
    file = try ReplicaFile.open(
      path: path, mode: .write, layouts: catalog.layouts, migrations: next)
    #expect(try text("PRAGMA user_version", file.queue) == "\(next.count)")
    #expect(try file.queue.read { try $0.tableExists("added") })
    try file.queue.close()
    let copy = try DatabaseQueue(path: "\(path).version-1")
    #expect(try text("PRAGMA user_version", copy) == "1")
    #expect(try copy.read { try $0.tableExists("added") } == false)
  }

  @Test func `lets one process write at a time`() throws {
    let directory = try TemporaryDirectory()
    let lock = "\(directory.path)/lock"
    let first = try WriteLock(path: lock, patienceInMilliseconds: 0)
    #expect(throws: StoreError.busy(path: lock)) {
      try WriteLock(path: lock, patienceInMilliseconds: 10)
    }
    withExtendedLifetime(first) {}
  }
}

@Suite struct `The catalog` {
  @Test func `names no kind like a table that every replica has`() throws {
    let queue = try DatabaseQueue()
    let tables = try queue.write { database in
      for migration in CoreTables.migrations { try database.execute(sql: migration) }
      return try String.fetchAll(database, sql: "SELECT lower(name) FROM sqlite_schema")
    }
    let kinds = catalogDescriptions.map { $0.name.string.lowercased() }
    #expect(Set(kinds).isDisjoint(with: tables))
  }
}
