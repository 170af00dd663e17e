import AccountModel
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import Testing

@Suite struct `An administrator` {
  @Test func `lists invites with their state, never with their code`() async throws {
    let world = try HubWorld()
    let code = try await world.invite("alice")
    _ = try await world.device("bob", number: 2)
    _ = try await world.invite("carol")
    _ = try await world.administer(.revoke(name: "carol"))
    let result = try await world.administer(.invites)
    guard case .invites(let lines) = result else { throw Unexpected() }
    let states = Dictionary(uniqueKeysWithValues: lines.map { ($0.user, $0.state) })
    #expect(states == ["alice": .open, "bob": .used, "carol": .revoked])
    #expect(!String(decoding: try JSONEncoder().encode(result), as: UTF8.self).contains(code))
  }

  @Test func `names a space by id, by the beginning of it, or by its account`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas Wind")
    try await world.sync(alice)
    for name in [space.description, String(space.description.prefix(8)), "Vestas Wind", "vestas"] {
      let members = try await world.administer(.members(space: name))
      guard case .members(let lines) = members else { throw Unexpected() }
      #expect(lines.map { "\($0.user) \($0.role)" } == ["alice manager"])
    }
    await refuses("not_found", .members(space: "Siemens"), world)
  }

  @Test func `says which of several accounts it does not know`() async throws {
    let world = try HubWorld()
    for number in 1...2 {
      let alice = try await world.device("alice", number: UInt8(number))
      _ = try alice.addAccount("Vestas")
      try await world.sync(alice)
    }
    await refuses("ambiguous", .members(space: "Vestas"), world)
  }

  @Test func `refuses names, roles and days that cannot be`() async throws {
    let world = try HubWorld()
    await refuses("invalid_user", invite("two words"), world)
    await refuses("unknown_role", invite("alice", role: "boss"), world)
    await refuses("invalid_days", invite("alice", days: 0), world)
    await refuses("invalid_manager", invite("alice", manager: "alice"), world)
    await refuses("not_found", invite("alice", manager: "dora"), world)
    await refuses("not_found", .revoke(name: "nobody"), world)
    let library = world.store.identity.library.description
    await refuses(
      "not_an_account", .setMember(space: library, user: "alice", role: "editor"), world)
  }

  @Test func `makes members of users who were invited, and of no others`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    _ = try alice.addAccount("Vestas")
    try await world.sync(alice)
    await refuses("not_found", .setMember(space: "Vestas", user: "eve", role: "editor"), world)
    _ = try await world.administer(.setMember(space: "Vestas", user: "bob", role: "viewer"))
    try await world.sync(bob)
    #expect(try bob.spaces().contains { $0.kind == .account && $0.role == .viewer })
  }

  @Test func `finds nothing wrong with a hub that was used, nor with its backup`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    _ = try alice.addAccount("Vestas")
    try await world.sync(alice)
    let path = "\(world.directory)/backup"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    _ = try await world.administer(.backup(path: "\(path)/\(HubStore.databaseName)"))
    await refuses("file_exists", .backup(path: "\(path)/\(HubStore.databaseName)"), world)
    let copy = try Hub.openStore(
      directory: path, wall: world.clock.wall, random: world.dice.bytes)
    #expect(try copy.examine() == world.store.examine())
    #expect(try copy.examine().faults.isEmpty)
    #expect(try copy.examine().changes > 2)
    try copy.close()
  }

  @Test(arguments: [
    "UPDATE change SET chain = randomblob(32) WHERE sequence = 1",
    "UPDATE change SET body = x'00' WHERE sequence = 1",
    "UPDATE author SET sequence = sequence + 1",
    "UPDATE space SET hub_sequence = hub_sequence + 1",
    "UPDATE space SET history = randomblob(32)",
    "UPDATE change SET history = randomblob(8) WHERE hub_sequence = 2",
    "UPDATE kind_account SET name = 'Siemens'",
    "UPDATE user_list SET role = 1",
  ])
  func `finds what was changed behind the hub's back`(statement: String) async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    _ = try alice.addAccount("Vestas")
    try await world.sync(alice)
    let database = "\(world.directory)/\(HubStore.databaseName)"
    let sqlite = Process()
    sqlite.executableURL = URL(filePath: "/usr/bin/sqlite3")
    sqlite.arguments = [database, statement]
    try sqlite.run()
    sqlite.waitUntilExit()
    try #require(sqlite.terminationStatus == 0)
    let result = try await world.administer(.examine)
    guard case .examined(let health) = result else { throw Unexpected() }
    #expect(!health.faults.isEmpty)
  }

  private func invite(
    _ user: String, role: String = "seller", manager: String? = nil, days: Int = 7
  ) -> AdminCommand {
    .invite(user: user, role: role, manager: manager, validDays: days)
  }

  private func refuses(_ code: String, _ command: AdminCommand, _ world: HubWorld) async {
    do {
      _ = try await world.administer(command)
      Issue.record("it was carried out: \(command)")
    } catch {
      #expect((error as? HubRefusal)?.answer.error.code == code)
    }
  }
}
