import AccountModel
import GRDB
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `Several steps of one transaction` {
  private struct Obstacle: Error {}
  private let deal = RecordKey(Opportunity.kind, RecordID(truncating: 42))

  @Test func `keep what was done before an obstacle, and lose the step that met it`() throws {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let space = try eero.addAccount("Kaarna")
    #expect(throws: Obstacle.self) {
      try eero.store.together {
        try eero.set(deal, in: space, ["name": .text("Kemi")])
        _ = try eero.store.write(space) { ledger in
          try ledger.setCursor(7, history: nil, durable: nil)
          throw Obstacle()
        }
      }
    }
    #expect(try eero.reading(deal, "name", in: space).value == .text("Kemi"))
    #expect(try eero.store.view().spaces.first?.cursor == 0)
    let next = try #require(try eero.set(deal, in: space, ["name": .text("Oulu")]))
    #expect(next.change.dot.sequence == 3)
  }

  @Test func `are all taken back where the store itself fails`() throws {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let space = try eero.addAccount("Kaarna")
    #expect(throws: StoreError.diskFull(path: "x")) {
      try eero.store.together {
        try eero.set(deal, in: space, ["name": .text("Kemi")])
        throw StoreError.diskFull(path: "x")
      }
    }
    #expect(try eero.reading(deal, "name", in: space).value == .null)
    let next = try #require(try eero.set(deal, in: space, ["name": .text("Oulu")]))
    #expect(next.change.dot.sequence == 2)
  }

  @Test func `write nothing where nothing is new on either side`() throws {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    _ = try eero.addAccount("Kaarna")
    for _ in 0..<2 { try world.sync(eero) }
    let paths = [
      "\(eero.path)/\(DeviceStore.databaseName)", "\(world.directory.path)/hub/hub.sqlite",
    ]
    let watchers = try paths.map { try DatabaseQueue(path: $0) }
    let before = try watchers.map {
      try $0.read { try Int.fetchOne($0, sql: "PRAGMA data_version") }
    }
    world.clock.milliseconds += 30_000
    try world.sync(eero)
    let after = try watchers.map {
      try $0.read { try Int.fetchOne($0, sql: "PRAGMA data_version") }
    }
    #expect(before == after)
    #expect(try eero.store.lastSync() == world.clock.milliseconds)
  }
}
