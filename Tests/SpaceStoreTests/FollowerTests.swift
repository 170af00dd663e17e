import GRDB
import SpaceStore
import SyncCore
import SyncSession
import Testing

/// When the hub writes how far a device is that waits for news.
@Suite struct `A device that follows` {
  private let log: HubSpace
  private var clock: ManualClock { log.world.clock }

  init() throws {
    log = try HubSpace()
    for _ in 1...9 { try log.accept() }
  }

  private func visit(at cursor: UInt64, isFollowing: Bool = true) throws {
    let device = log.device.enrolled
    let caller = Caller(user: device.user, publicKey: device.publicKey, actors: device.actors)
    try log.hub.note(
      DeviceContact(caller: caller, cursors: [log.space: cursor], isFollowing: isFollowing))
  }

  /// What another process reads.
  private func written() throws -> UInt64? {
    let file = try DatabaseQueue(path: "\(log.world.directory.path)/hub/\(HubStore.databaseName)")
    return try file.read { database in
      try Int64.fetchOne(database, sql: "SELECT max(cursor) FROM device_cursor").map(UInt64.init)
    }
  }

  @Test func `is written where it begins, and then once a minute`() throws {
    try visit(at: 2)
    #expect(try written() == 2)
    clock.milliseconds += 59_999
    try visit(at: 3)
    #expect(try written() == 2)
    clock.milliseconds += 1
    try visit(at: 4)
    #expect(try written() == 4)
  }

  @Test func `is written once it waited without news`() throws {
    try visit(at: 2)
    try visit(at: 5)
    try log.hub.writeFollowed(log.device.enrolled.publicKey)
    #expect(try written() == 5)
    try visit(at: 6)
    #expect(try written() == 6)
  }

  @Test func `is written when it does not wait any more`() throws {
    try visit(at: 2)
    try visit(at: 5)
    try visit(at: 5, isFollowing: false)
    #expect(try written() == 5)
  }

  @Test func `is written at once when it was put back`() throws {
    try visit(at: 6)
    try visit(at: 7)
    try visit(at: 3)
    #expect(try written() == 3)
  }

  @Test func `is where it says last, also where that is what was written`() throws {
    try visit(at: 2)
    try visit(at: 5)
    // Its database was put back to what it had then.
    try visit(at: 2)
    try log.hub.writeFollowed()
    #expect(try written() == 2)
  }

  @Test func `is remembered in spaces that it does not name again`() throws {
    try visit(at: 2)
    try visit(at: 5)
    let device = log.device.enrolled
    let caller = Caller(user: device.user, publicKey: device.publicKey, actors: device.actors)
    let library = log.hub.identity.library
    for (cursor, isFollowing) in [(UInt64(1), true), (2, false)] {
      try log.hub.note(
        DeviceContact(caller: caller, cursors: [library: cursor], isFollowing: isFollowing))
    }
    try log.hub.writeFollowed()
    #expect(try written() == 5)
  }

  @Test func `is written at once when the hub's clock was put back`() throws {
    try visit(at: 2)
    clock.milliseconds -= 1
    try visit(at: 3)
    #expect(try written() == 3)
  }

  @Test func `is written when the hub closes`() throws {
    try visit(at: 2)
    try visit(at: 5)
    try log.hub.close()
    #expect(try written() == 5)
  }
}
