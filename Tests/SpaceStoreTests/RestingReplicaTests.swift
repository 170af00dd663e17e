import AccountModel
import Foundation
import GRDB
import SyncCore
import SyncSession
import Testing

@testable import SpaceStore

@Suite struct `A replica that stays open while others may write it` {
  private let world: StoreWorld
  private let device: TestDevice
  private let space: SpaceID
  private let note = RecordKey(Note.kind, RecordID(truncating: 9))

  init() throws {
    world = try StoreWorld()
    device = try world.device("eero", number: 1)
    space = try device.addAccount("Kaarna")
  }

  private func write(_ text: Text, _ store: DeviceStore) throws -> Dot? {
    let key = note
    return try store.commit(in: space) { ledger in
      Draft(
        intent: .edit,
        writes: [
          DraftWrite(
            key, "body", .text(text),
            basis: try ledger.basis(
              ledger.reading(key, "body"), kind: Note.kind, field: "body"))
        ])
    }?.change.dot
  }

  private func open() throws -> DeviceStore {
    try DeviceStore.open(
      directory: device.path, catalog: world.catalog, mode: .write, wall: world.clock.wall)
  }

  private func resume(_ resting: RestingReplica) throws -> DeviceStore? {
    try DeviceStore.resume(
      resting, directory: device.path, catalog: world.catalog, wall: world.clock.wall)
  }

  @Test func `goes on after what others wrote`() throws {
    let first = try write("one", device.store)
    let resting = try device.store.rest()
    let other = try open()
    let second = try write("two", other)
    try other.close()
    let resumed = try #require(try resume(resting))
    let third = try write("three", resumed)
    #expect([first, second, third].compactMap { $0?.sequence } == [2, 3, 4])
    #expect(try resumed.read(space) { try $0.reading(note, "body").value } == .text("three"))
    try resumed.close()
  }

  @Test func `lets nobody write once it goes on`() throws {
    let resumed = try #require(try resume(try device.store.rest()))
    #expect(throws: StoreError.busy(path: "\(device.path)/\(DeviceStore.lockName)")) {
      try WriteLock(path: "\(device.path)/\(DeviceStore.lockName)", patienceInMilliseconds: 0)
    }
    try resumed.close()
  }

  @Test func `is opened anew where another file was put in its place`() throws {
    let path = "\(device.path)/\(DeviceStore.databaseName)"
    let copy = "\(device.path)/copy"
    let resting = try device.store.rest()
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: copy, toPath: path)
    #expect(try resume(resting) == nil)
  }

  @Test func `is opened anew where its log was taken away`() throws {
    let resting = try device.store.rest()
    try FileManager.default.removeItem(
      atPath: "\(device.path)/\(DeviceStore.databaseName)-wal")
    #expect(try resume(resting) == nil)
  }

  @Test func `is opened anew where another program prepared it`() throws {
    let resting = try device.store.rest()
    let other = try open()
    try other.file.queue.write {
      try $0.execute(sql: "UPDATE meta SET value = 'other' WHERE key = 'catalog'")
    }
    try other.close()
    #expect(try resume(resting) == nil)
  }

  @Test func `has its log in it once it is closed`() throws {
    _ = try write("one", device.store)
    try device.store.rest().close()
    let log = "\(device.path)/\(DeviceStore.databaseName)-wal"
    #expect(!FileManager.default.fileExists(atPath: log))
  }
}
