import AccountModel
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A compaction of the hub` {
  private let deal = RecordKey(Opportunity.kind, RecordID(truncating: 42))

  /// Alice and Bob share an account with a deal that Alice deleted; both have everything.
  private func shared() async throws -> (HubWorld, TestDevice, TestDevice, SpaceID) {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Vestas")
    try alice.share(space, with: "bob", .editor)
    var opportunity = Opportunity(id: deal.id)
    opportunity.name = "Kemi"
    try alice.write(opportunity, in: space)
    try await world.sync(alice)
    try await world.sync(bob)
    try delete(by: alice, in: space)
    for device in [alice, bob, alice, bob] { try await world.sync(device) }
    return (world, alice, bob, space)
  }

  private func delete(by device: TestDevice, in space: SpaceID) throws {
    let store = try device.open()
    _ = try store.commit(in: space) { ledger in
      let life = try ledger.reading(deal, Field.life)
      let shown = try ledger.vector()
      return Draft(writes: [
        DraftWrite(
          deal, Field.life, .deleted(shown: shown), basis: Basis(dots: life.dots, base: nil))
      ])
    }
    try store.close()
  }

  private func compact(
    _ world: HubWorld, forget: Bool = false, isDryRun: Bool = false
  ) async throws -> CompactionReport {
    let result = try await world.administer(.compact(forget: forget, isDryRun: isDryRun))
    guard case .compacted(let report) = result else { throw Unexpected() }
    return report
  }

  private func isHeld(_ world: HubWorld, _ space: SpaceID) throws -> Bool {
    try world.store.read(space) { try !$0.record(deal).cells.isEmpty }
  }

  /// Half a year, in which both devices come by.
  private func passTime(_ world: HubWorld, _ devices: [TestDevice]) async throws {
    for _ in 0..<4 {
      world.clock.advance(days: 46)
      for device in devices { try await world.sync(device) }
    }
  }

  @Test func `purges what was deleted half a year ago, on every device`() async throws {
    let (world, alice, bob, space) = try await shared()
    #expect(try await compact(world).purgedRecords == 0)
    try await passTime(world, [alice, bob])
    #expect(try await compact(world, isDryRun: true).purgedRecords == 1)
    #expect(try isHeld(world, space))
    #expect(try await compact(world).purgedRecords == 1)
    #expect(try !isHeld(world, space))
    #expect(try world.store.examine().faults.isEmpty)
    for device in [alice, bob] {
      try await world.sync(device)
      let record = try device.open(.read).read(space) { try $0.record(deal) }
      #expect(record.cells.isEmpty)
      #expect(
        try device.open(.read).read(space) { try $0.digest() }
          == world.store.read(space) { try $0.digest() })
    }
  }

  @Test func `waits for a device that is in use, and not for a retired one`() async throws {
    let (world, alice, bob, space) = try await shared()
    let third = try await world.device("bob", number: 3)
    try await passTime(world, [alice, bob])
    // The third was never there since its enrolment: retired.
    #expect(try await compact(world, isDryRun: true).purgedRecords == 1)
    // It comes, and gets so far that it is in use, but not to the end.
    try await world.sync(third)
    try third.rename(space, to: "Vestas A/S")
    try await world.sync(third)
    #expect(try await compact(world).purgedRecords == 1)
  }

  @Test func `of bodies leaves a returning device its edits, and gives it a snapshot`() async throws
  {
    let (world, alice, bob, space) = try await shared()
    // Bob leaves with an unsent edit of the deleted deal and of the account.
    var opportunity = Opportunity(id: deal.id)
    opportunity.nextStep = "call Leena"
    try bob.write(opportunity, in: space)
    try bob.rename(space, to: "Vestas A/S")
    try await passTime(world, [alice])
    try alice.rename(space, to: "Vestas Wind")
    try await world.sync(alice)
    try await world.sync(alice)
    let report = try await compact(world, forget: true)
    #expect(report.purgedRecords == 1)
    #expect(report.droppedBodies > 0)
    try await world.sync(alice)
    #expect(try world.store.examine().faults.isEmpty)
    world.clock.advance(days: 3 * 365)
    try await world.sync(bob)
    try await world.sync(bob)
    try await world.sync(alice)
    for device in [alice, bob] {
      let record = try device.open(.read).read(space) { try $0.record(deal) }
      #expect(record.life == .quarantined)
      #expect(record.cells["nextStep"]?.siblings.map(\.value) == [.text("call Leena")])
      #expect(
        try device.open(.read).read(space) { try $0.digest() }
          == world.store.read(space) { try $0.digest() })
    }
    let name = RecordKey(Account.kind, RecordID(truncating: 1))
    let reading = try alice.open(.read).read(space) { try $0.reading(name, "name") }
    #expect(Set(reading.candidates.map(\.value)) == [.text("Vestas A/S"), .text("Vestas Wind")])
    #expect(try world.store.examine().faults.isEmpty)
    // A device that comes anew needs no body of the old ones.
    let fourth = try await world.device("alice", number: 4)
    try await world.sync(fourth)
    #expect(
      try fourth.open(.read).read(space) { try $0.digest() }
        == alice.open(.read).read(space) { try $0.digest() })
  }

  @Test func `writes nothing where there is nothing to drop`() async throws {
    let (world, _, _, _) = try await shared()
    // The first one archives what the log holds.
    _ = try await compact(world)
    let before = try world.store.totalChanges()
    let report = try await compact(world, isDryRun: true)
    #expect(report.spaces == 2)
    #expect(report.droppedBodies == 0)
    #expect(try await compact(world).releasedVersions == 0)
    #expect(try world.store.totalChanges() == before)
  }
}
