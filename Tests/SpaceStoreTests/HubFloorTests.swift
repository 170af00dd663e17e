import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

/// How far the hub may drop the bodies of changes: what everybody in use has, and a backup covers.
@Suite struct `A hub's floor on SQLite` {
  private let log: HubSpace

  init() throws {
    log = try HubSpace()
    for _ in 1...6 { try log.accept() }
  }

  private func floor() throws -> UInt64 { try log.hub.read(log.space) { try $0.floor() } }

  @discardableResult
  private func compact(isDryRun: Bool = false) throws -> SweepCount {
    try log.hub.compact(log.space, forgettingBodies: true, isDryRun: isDryRun)
  }

  @Test func `lies where the slowest device is, and the change behind it is whole`() throws {
    let cursor = try log.head - 3
    try log.note(log.device, at: cursor)
    let count = try compact(isDryRun: true)
    #expect(count.droppedBodies == Int(cursor))
    #expect(try floor() == 0)
    #expect(try compact().droppedBodies == Int(cursor))
    #expect(try floor() == cursor)
    let rest = try log.hub.read(log.space) { try $0.changes(after: cursor, limit: .max).changes }
    #expect(rest.count == 3)
    #expect(try compact().droppedBodies == 0)
  }

  @Test func `lies where a device is that was put back`() throws {
    let cursor = try log.head - 2
    try log.note(log.device, at: log.head)
    try log.note(log.device, at: cursor)
    try compact()
    #expect(try floor() == cursor)
    // What is gone stays gone.
    try log.note(log.device, at: 1)
    try compact()
    #expect(try floor() == cursor)
  }

  @Test func `waits for a device that came by lately, however long ago it was enrolled`() throws {
    log.world.clock.milliseconds += Sweep.retirementMilliseconds + 1
    try log.note(log.device, at: 2)
    try compact()
    #expect(try floor() == 2)
  }

  @Test func `waits for a device that was never there until it is retired`() throws {
    let other = try log.world.device("eero", number: 2)
    let head = try log.head
    try log.note(log.device, at: head)
    #expect(try compact().droppedBodies == 0)
    try log.note(other, at: 2)
    #expect(try compact().droppedBodies == 2)
    log.world.clock.milliseconds += Sweep.retirementMilliseconds + 1
    try log.note(log.device, at: head)
    try compact()
    #expect(try floor() == head)
  }

  @Test func `waits for nobody whose role ended`() throws {
    _ = try log.world.device("mia", number: 3)
    for role in [SpaceRole.viewer, .none] { try log.hub.grant("mia", role, in: log.space) }
    let head = try log.head
    try log.note(log.device, at: head)
    try compact()
    #expect(try floor() == head)
  }

  @Test func `does not pass what a backup covers`() throws {
    try log.hub.markBackedUp()
    let covered = try log.head
    for _ in 1...2 { try log.accept() }
    try log.note(log.device, at: log.head)
    try compact()
    #expect(try floor() == covered)
  }

  @Test func `ends the snapshots before it, and no others`() throws {
    let old = try log.hub.write(log.space) { try $0.freshSnapshot() }
    try log.accept()
    let new = try log.hub.write(log.space) { try $0.freshSnapshot() }
    try log.note(log.device, at: new.hubSequence)
    try compact()
    #expect(try log.hub.read(log.space) { try $0.snapshot(old.hubSequence) } == nil)
    #expect(try log.hub.read(log.space) { try $0.snapshot(new.hubSequence) } == new)
  }

  @Test func `keeps the clocks that later changes build on`() throws {
    let note = log.note(60)
    let pair = try [
      log.accept(.text("two"), "place", of: note), log.accept(.text("three"), "place", of: note),
    ]
    let last = try log.accept()
    func clocks() throws -> [VersionVector?] {
      try log.hub.read(log.space) { ledger in try (pair + [last]).map { try ledger.clock(of: $0) } }
    }
    let before = try clocks()
    #expect(!before.contains(nil))
    try log.note(log.device, at: log.head)
    try compact()
    #expect(try clocks() == before)
    #expect(try log.hub.examine().faults.isEmpty)
  }
}
