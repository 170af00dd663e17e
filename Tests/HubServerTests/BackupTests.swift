import AccountModel
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A backup of the hub` {
  @Test func `is told by its manifest`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    _ = try alice.addAccount("Vestas")
    try await world.sync(alice)
    let manifest = try await world.backUp()
    #expect(manifest.lineage == Hexadecimal.text(world.store.identity.lineage.id))
    #expect(manifest.accepted == (try world.store.acceptedCount()))
    let data = try #require(FileManager.default.contents(atPath: world.backup))
    #expect(manifest.bytes == UInt64(data.count))
    let written = try #require(
      FileManager.default.contents(atPath: BackupManifest.path(of: world.backup)))
    #expect(try JSONDecoder().decode(BackupManifest.self, from: written) == manifest)
  }

  @Test func `is what counts as durable from the first one on`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    #expect(try world.durable(space) == world.head(space))
    _ = try await world.backUp()
    try alice.rename(space, to: "Vestas A/S")
    try await world.sync(alice)
    #expect(try world.durable(space) + 1 == world.head(space))
    _ = try await world.administer(.backup(path: "\(world.backup)-2"))
    #expect(try world.durable(space) == world.head(space))
  }

  @Test func `restores into an empty directory as the same hub in a new generation`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    _ = try await world.backUp()
    let report = try world.restore()
    #expect(report.hasManifest)
    #expect(report.generation == 1)
    #expect(report.replaced == nil)
    let restored = try world.restored()
    #expect(restored.store.identity.lineage.id == world.store.identity.lineage.id)
    #expect(restored.store.identity.lineage.generation == 1)
    // The hub may have written more under its old name than it remembers.
    #expect(restored.store.identity.replica != world.store.identity.replica)
    #expect(try restored.store.examine().faults.isEmpty)
    #expect(try restored.store.identityEvents().map(\.word) == ["restored"])
    #expect(try restored.durable(space) == restored.head(space))
    // The device's session goes on.
    try alice.rename(space, to: "Vestas A/S")
    let summary = try await restored.sync(alice)
    #expect(summary.refusals.isEmpty)
    #expect(try restored.store.identityEvents().map(\.word) == ["restored"])
    #expect(try restored.head(space) == (try world.head(space)) + 1)
  }

  @Test func `gets back what it does not hold, from whoever has it`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    try alice.share(space, with: "bob", .editor)
    try await world.sync(alice)
    try await world.sync(bob)
    _ = try await world.backUp()
    try alice.rename(space, to: "After the backup")
    try await world.sync(alice)
    try await world.sync(bob)
    #expect(try bob.name(of: space) == "After the backup")
    _ = try world.restore()
    let restored = try world.restored()
    #expect(try restored.head(space) + 1 == (try world.head(space)))
    // Alice's laptop is gone; Bob's hands on what she wrote.
    try await restored.sync(bob)
    try await restored.sync(bob)
    #expect(try restored.head(space) == (try world.head(space)))
    #expect(try bob.name(of: space) == "After the backup")
    #expect(try restored.store.examine().faults.isEmpty)
    let third = try await restored.device("alice", number: 3)
    try await restored.sync(third)
    #expect(try third.name(of: space) == "After the backup")
    // And when she comes after all, nothing is there twice.
    try await restored.sync(alice)
    #expect(try alice.name(of: space) == "After the backup")
    #expect(try restored.head(space) == (try world.head(space)))
  }

  @Test func `does not take the place of a hub unless told to`() async throws {
    let world = try HubWorld()
    _ = try await world.device("alice", number: 1)
    _ = try await world.backUp()
    #expect(throws: HubRefusal.self) {
      try world.restorer(in: world.directory).restore(world.backup, replacing: false)
    }
    _ = try world.restore()
    let report = try world.restorer(in: "\(world.directory)/restored")
      .restore(world.backup, replacing: true)
    #expect(report.generation == 2)
    let aside = try #require(report.replaced)
    #expect(FileManager.default.fileExists(atPath: aside))
    #expect(try world.restored().store.identity.lineage.generation == 2)
  }

  @Test func `is refused where a byte of it changed`() async throws {
    let world = try HubWorld()
    _ = try await world.device("alice", number: 1)
    _ = try await world.backUp()
    var data = try #require(FileManager.default.contents(atPath: world.backup))
    data[data.count / 2] ^= 1
    try data.write(to: URL(filePath: world.backup))
    #expect(throws: HubRefusal.self) { try world.restore() }
    #expect(!FileManager.default.fileExists(atPath: "\(world.directory)/restored/hub.sqlite"))
    let letter = "\(world.directory)/letter.txt"
    try "Dear hub".write(toFile: letter, atomically: true, encoding: .utf8)
    #expect(throws: HubRefusal.self) {
      try world.restorer(in: "\(world.directory)/restored").restore(letter, replacing: false)
    }
  }

  @Test func `is checked by its contents where the manifest is lost`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    _ = try alice.addAccount("Vestas")
    try await world.sync(alice)
    _ = try await world.backUp()
    try FileManager.default.removeItem(atPath: BackupManifest.path(of: world.backup))
    #expect(try world.restore().hasManifest == false)
    try world.sqlite(world.backup, "UPDATE kind_account SET name = 'Siemens'")
    #expect(throws: HubRefusal.self) {
      try world.restorer(in: "\(world.directory)/restored")
        .restore(world.backup, replacing: true)
    }
    // What stood there still does.
    #expect(try world.restored().store.examine().faults.isEmpty)
  }

  @Test func `of another hub is refused even where one is to be replaced`() async throws {
    let world = try HubWorld()
    _ = try await world.backUp()
    _ = try world.restore()
    let other = try HubWorld()
    // Worlds are alike but for their dice.
    _ = other.dice.bytes(1)
    let path = "\(other.directory)/other"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try Hub.createStore(
      directory: path, team: "Other", wall: other.clock.wall, random: other.dice.bytes
    ).close()
    #expect(throws: HubRefusal.self) {
      try world.restorer(in: path).restore(world.backup, replacing: true)
    }
  }

  @Test func `that was copied back by hand starts a new generation by itself`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    _ = try await world.backUp()
    try alice.rename(space, to: "After the backup")
    try await world.sync(alice)
    let head = try world.head(space)
    try world.store.close()
    let path = "\(world.directory)/by-hand"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for (from, to) in [
      (world.backup, HubStore.databaseName),
      ("\(world.directory)/\(HubStore.witnessName)", HubStore.witnessName),
    ] {
      try FileManager.default.copyItem(atPath: from, toPath: "\(path)/\(to)")
    }
    let again = try world.opened("by-hand")
    #expect(again.store.identity.lineage.generation == 1)
    #expect(try again.store.identityEvents().map(\.word) == ["rolled-back"])
    try await again.sync(alice)
    try await again.sync(alice)
    #expect(try again.head(space) == head)
    // Opening it again is no other doubt.
    try again.store.close()
    #expect(try world.opened("by-hand").store.identity.lineage.generation == 1)
  }

  @Test func `that was copied back without its witness is noticed by the first device`()
    async throws
  {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    _ = try await world.backUp()
    for name in ["One", "Two"] {
      try alice.rename(space, to: Text(name))
      try await world.sync(alice)
    }
    let head = try world.head(space)
    let path = "\(world.directory)/by-hand"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try FileManager.default.copyItem(
      atPath: world.backup, toPath: "\(path)/\(HubStore.databaseName)")
    let again = try world.opened("by-hand")
    #expect(again.store.identity.lineage.generation == 0)
    #expect(try again.store.identityEvents().isEmpty)
    try await again.sync(alice)
    #expect(try again.head(space) == head)
    #expect(try again.store.identityEvents().map(\.word).contains("rewound"))
    #expect(try alice.name(of: space) == "Two")
    #expect(try again.store.examine().faults.isEmpty)
  }

  @Test func `gets back what the hub itself wrote after it`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    _ = try await world.backUp()
    _ = try await world.administer(.setMember(space: "Vestas", user: "bob", role: "editor"))
    for device in [alice, bob] { try await world.sync(device) }
    #expect(try bob.name(of: space) == "Vestas")
    _ = try world.restore()
    let restored = try world.restored()
    #expect(try restored.store.members(of: space).map(\.user) == ["alice"])
    // The hub signed what it wrote, so that Alice's device can hand it on.
    try await restored.sync(alice)
    #expect(try restored.store.members(of: space).map(\.user) == ["alice", "bob"])
    try bob.rename(space, to: "Vestas A/S")
    try await restored.sync(bob)
    try await restored.sync(alice)
    #expect(try alice.name(of: space) == "Vestas A/S")
    #expect(try restored.store.examine().faults.isEmpty)
  }

  @Test func `does not mix spaces up that get each other's place in a list`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let carol = try await world.device("carol", number: 3)
    for device in [alice, bob, carol] { try await world.sync(device) }
    _ = try await world.backUp()
    let mine = try alice.addAccount("Alice's")
    let hers = try carol.addAccount("Carol's")
    try alice.share(mine, with: "bob", .editor)
    try carol.share(hers, with: "bob", .editor)
    for device in [alice, carol, bob] { try await world.sync(device) }
    func ordinal(_ space: SpaceID) throws -> UInt64? {
      try bob.open(.read).view().spaces.first { $0.space == space }?.ordinal
    }
    #expect(try [ordinal(mine), ordinal(hers)] == [2, 3])
    _ = try world.restore()
    let restored = try world.restored()
    try bob.rename(mine, to: "Bob's idea")
    // Carol comes first: for Bob her account has the place that Alice's had.
    try await restored.sync(carol)
    try await restored.sync(bob)
    #expect(try [ordinal(mine), ordinal(hers)] == [nil, 2])
    #expect(try bob.name(of: mine) == "Bob's idea")
    #expect(try bob.name(of: hers) == "Carol's")
    for device in [alice, bob, carol, alice] { try await restored.sync(device) }
    #expect(try [ordinal(mine), ordinal(hers)] == [3, 2])
    #expect(try alice.name(of: mine) == "Bob's idea")
    #expect(try carol.name(of: hers) == "Carol's")
    #expect(try restored.store.examine().faults.isEmpty)
    #expect(try restored.store.members(of: mine).map(\.user) == ["alice", "bob"])
  }
}

extension HubWorld {
  var backup: String { "\(directory)/backup.sqlite" }

  func backUp() async throws -> BackupManifest {
    guard case .backedUp(_, let manifest) = try await administer(.backup(path: backup)) else {
      throw Unexpected()
    }
    return manifest
  }

  func restorer(in directory: String) -> HubRestore {
    HubRestore(directory: directory, wall: clock.wall, random: dice.bytes)
  }

  /// Restores the backup into a directory beside the hub.
  func restore() throws -> HubRestore.Report {
    let path = "\(directory)/restored"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return try restorer(in: path).restore(backup, replacing: false)
  }

  func restored() throws -> HubWorld { try opened("restored") }

  func opened(_ name: String) throws -> HubWorld {
    try HubWorld(name, beside: self) {
      try Hub.openStore(directory: $0, wall: clock.wall, random: dice.bytes)
    }
  }

  func head(_ space: SpaceID) throws -> UInt64 { try store.read(space) { try $0.hubSequence() } }
  func durable(_ space: SpaceID) throws -> UInt64 { try store.read(space) { try $0.durable() } }

  func sqlite(_ path: String, _ statement: String) throws {
    let sqlite = Process()
    sqlite.executableURL = URL(filePath: "/usr/bin/sqlite3")
    sqlite.arguments = [path, statement]
    try sqlite.run()
    sqlite.waitUntilExit()
    guard sqlite.terminationStatus == 0 else { throw Unexpected() }
  }
}
