import AccountModel
import Foundation
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A hub on SQLite that was restored` {
  private let log: HubSpace
  /// Where it is restored to.
  private let directory: String

  /// A hub with a proved change and a device that has it, and a copy of its database.
  init() throws {
    log = try HubSpace()
    try log.accept()
    try log.prove(1...1)
    try log.note(log.device, at: log.head)
    directory = "\(log.world.directory.path)/restored"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    try log.hub.copy(to: "\(directory)/\(HubStore.databaseName)")
  }

  private func restored(after generation: UInt64 = 0) throws -> HubStore {
    try HubStore.openBackup(
      directory: directory, after: generation, catalog: log.world.catalog, access: .testing,
      wall: log.world.clock.wall, random: { [UInt8](repeating: 0x5C, count: $0) })
  }

  @Test func `starts a generation after all that are known, under a new name of its own`() throws {
    let hub = try restored(after: 4)
    #expect(hub.identity.lineage == HubLineage(id: 7, generation: 5))
    #expect(hub.identity.replica == ReplicaID(rawValue: 0x5C5C_5C5C_5C5C_5C5C))
    #expect(try hub.identityEvents().map(\.word) == ["restored"])
    try hub.grant("mia", .viewer, in: log.space)
    let own = hub.identity.replica
    let owner = try hub.read(log.space) { try $0.owner(of: own) }
    #expect(try hub.author(publicKey: try #require(owner), in: log.space)?.isHub == true)
    #expect(try hub.read(log.space) { try $0.vector()[own] } == 1)
  }

  @Test func `tells every list anew, with versions that no earlier list had`() throws {
    let before = try log.hub.list(of: "eero")
    let hub = try restored()
    let after = try hub.list(of: "eero")
    #expect(after.spaces.map(\.entry) == before.spaces.map(\.entry))
    #expect(after.spaces.allSatisfy { $0.changedAt > after.ordinalsSince })
    #expect(after.ordinalsSince > before.version)
    try hub.grant("mia", .viewer, in: log.space)
    #expect(try hub.list(of: "mia").version > after.ordinalsSince)
  }

  @Test func `holds what its backup covers for durable, and knows no cursor`() throws {
    let hub = try restored()
    let head = try hub.read(log.space) { try $0.hubSequence() }
    #expect(try hub.backedUpAt() == log.world.clock.milliseconds)
    #expect(try hub.read(log.space) { try $0.durable() } == head)
    let standing = try hub.read(log.space) { try $0.standing(of: HubSpace.author) }
    #expect(standing == ReplicaStanding(accepted: 1, durable: 1))
    let count = try hub.compact(log.space, forgettingBodies: true, isDryRun: true)
    #expect(count.droppedBodies == 0)
  }
}

@Suite struct `Who is who at a hub on SQLite` {
  private let log: HubSpace
  private var hub: HubStore { log.hub }

  init() throws { log = try HubSpace() }

  private func version(_ user: Text) throws -> UInt64 { try hub.list(of: user).version }

  @Test func `is told in lists whose version rises with each change of them, and else stays`()
    throws
  {
    try hub.grant("mia", .viewer, in: log.space)
    let first = try version("mia")
    try hub.grant("mia", .viewer, in: log.space)
    // The access record was written again, but says the same.
    try hub.write(log.space) { ledger in
      let key = RecordKey(
        Access.kind,
        DerivedID.record(space: log.space, kind: Access.kind, values: [.text("mia")]))
      try ledger.settle([key])
    }
    #expect(try version("mia") == first)
    try hub.grant("mia", .editor, in: log.space)
    let second = try version("mia")
    #expect(second > first)
    try hub.grant("mia", .none, in: log.space)
    #expect(try version("mia") > second)
    #expect(try hub.list(of: "mia").spaces.map(\.entry.role) == [.none])
  }

  @Test func `decides who is woken by what was written`() throws {
    _ = hub.drainTouched()
    _ = try hub.list(of: "eero")
    #expect(hub.drainTouched() == [])
    try log.accept()
    #expect(hub.drainTouched() == [log.space])
    try hub.grant("mia", .viewer, in: log.space)
    #expect(hub.drainTouched() == [log.space])
    #expect(hub.drainTouched() == [])
  }

  @Test func `stays as it is where somebody registers a space that is there`() throws {
    let mia = try log.world.device("mia", number: 3)
    let caller = Caller(user: "mia", publicKey: mia.enrolled.publicKey, actors: ["mia"])
    let registration = SpaceRegistration(
      space: log.space, kind: .account,
      nonce: [UInt8](repeating: 1, count: SpaceRegistration.nonceByteCount))
    #expect(try hub.register(registration, by: caller) == nil)
    #expect(try hub.members(of: log.space).map(\.user) == ["eero"])
  }

  @Test func `decides what a relayed run's author may write`() throws {
    let mia = try log.world.device("mia", number: 3)
    func role() throws -> SpaceRole? {
      try hub.author(publicKey: mia.enrolled.publicKey, in: log.space)?.role
    }
    #expect(try role() == SpaceRole.none)
    try hub.grant("mia", .viewer, in: log.space)
    #expect(try role() == .viewer)
    #expect(try hub.author(publicKey: [1, 2], in: log.space) == nil)
    #expect(
      try hub.author(publicKey: log.device.enrolled.publicKey, in: log.space)?.role == .manager)
  }

  @Test func `goes by the session of the last enrolment`() throws {
    let key = log.device.enrolled.publicKey
    #expect(try hub.device(session: [1])?.publicKey == key)
    try hub.add(
      Invite(
        hint: "again", user: "eero", role: "seller", created: 0,
        expires: log.world.clock.milliseconds + 1), codeHash: [44])
    func redeem(_ session: UInt8) throws {
      _ = try hub.redeem(
        codeHash: [44], publicKey: key, name: "eero-new", localUser: "eero", session: [session])
    }
    try redeem(45)
    #expect(try hub.device(session: [1]) == nil)
    #expect(try hub.device(session: [45])?.name == "eero-new")
    #expect(throws: InviteFault.used) { try redeem(46) }
    #expect(try hub.device(session: [45]) != nil)
  }

  @Test func `gives an admin more of the library than a seller`() throws {
    for (user, role) in [("otto", "admin"), ("pia", "seller")] as [(Text, String)] {
      let code: [UInt8] = [UInt8(user.utf8.count), 9]
      try hub.add(
        Invite(
          hint: user.string, user: user, role: role, created: 0,
          expires: log.world.clock.milliseconds + 1), codeHash: code)
      _ = try hub.redeem(
        codeHash: code, publicKey: code, name: "book", localUser: user, session: code)
    }
    func library(_ user: Text) throws -> SpaceRole? {
      try hub.list(of: user).spaces.first { $0.entry.space == hub.identity.library }?.entry.role
    }
    #expect(try library("otto") == .editor)
    #expect(try library("pia") == .viewer)
  }
}
