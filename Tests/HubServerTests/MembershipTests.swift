import AccountModel
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Synchronization
import Testing

@Suite struct `Membership` {
  @Test func `keeps every byte of a space from a user who is no member`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let mallory = try await world.device("mallory", number: 2)
    let space = try alice.addAccount("Marker-7c1e")
    try await world.sync(alice)
    try await world.sync(mallory)
    #expect(try world.store.members(of: space).map(\.user) == ["alice"])
    let seen = try contents(of: mallory)
    #expect(seen.ranges(of: Data("Marker-7c1e".utf8)).isEmpty)
    #expect(seen.ranges(of: Data(space.bytes)).isEmpty)
    // The same scan finds it where it belongs.
    let second = try await world.device("alice", number: 3)
    try await world.sync(second)
    #expect(!(try contents(of: second)).ranges(of: Data("Marker-7c1e".utf8)).isEmpty)
  }

  @Test func `does not answer for a space that the caller guessed`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let mallory = try await world.device("mallory", number: 2)
    _ = try alice.addAccount("Marker-7c1e")
    try await world.sync(alice)
    let history = [UInt8](repeating: 0, count: HistoryHash.prefixByteCount)
    let guesses: [SyncRequest.Cursors] = [
      .all([0, 0, 0]), .checked([SpaceCursor(ordinal: 2, cursor: 0, history: history)]),
      .checked([SpaceCursor(ordinal: 2, cursor: 1, history: history)]),
    ]
    for cursors in guesses {
      let request = SyncRequest(
        listVersion: 0, cursors: cursors,
        chunks: [ChunkRequest(ordinal: 2, snapshot: 1, index: 0)], maximumBytes: 1 << 20)
      _ = try await world.exchange(request.encode(), mallory)
    }
    #expect(try contents(of: mallory).ranges(of: Data("Marker-7c1e".utf8)).isEmpty)
  }

  @Test func `refuses a viewer's push and keeps it on the device`() async throws {
    let (world, alice, bob, space) = try await shared(.viewer)
    try bob.rename(space, to: "Bob's idea")
    let summary = try await world.sync(bob)
    #expect(summary.refusals[space] == .refused(.roleTooLow))
    let kept = try #require(try bob.spaces().first { $0.id == space })
    #expect(kept.unsent == 1)
    #expect(kept.refusal == .roleTooLow)
    #expect(try bob.name(of: space) == "Bob's idea")
    try await world.sync(alice)
    #expect(try alice.name(of: space) == "Vestas")
    // Once the role allows it, the very same change goes out.
    try alice.share(space, with: "bob", .editor)
    try await world.sync(alice)
    try await world.sync(bob)
    #expect(try await world.sync(bob).refusals.isEmpty)
    try await world.sync(alice)
    #expect(try alice.name(of: space) == "Bob's idea")
  }

  @Test func `takes an access change from a manager alone`() async throws {
    let (world, alice, bob, space) = try await shared(.editor)
    try bob.share(space, with: "mallory", .viewer)
    #expect(try await world.sync(bob).refusals[space] == .refused(.roleTooLow))
    #expect(try world.store.members(of: space).map(\.user) == ["alice", "bob"])
    try alice.share(space, with: "carol", .viewer)
    #expect(try await world.sync(alice).refusals.isEmpty)
    #expect(try world.store.members(of: space).map(\.user) == ["alice", "bob", "carol"])
  }

  @Test func `ends with the role`() async throws {
    let (world, alice, bob, space) = try await shared(.editor)
    _ = try await world.administer(
      .setMember(space: space.description, user: "bob", role: Access.Role.none.rawValue))
    try alice.rename(space, to: "Marker-7c1e")
    try await world.sync(alice)
    bob.answers.withLock { $0 = [] }
    try await world.sync(bob)
    #expect(try contents(of: bob).ranges(of: Data("Marker-7c1e".utf8)).isEmpty)
    try bob.rename(space, to: "Bob's idea")
    #expect(try await world.sync(bob).refusals[space] == .refused(.notMember))
  }

  @Test func `refuses a push that another key signed`() async throws {
    let (world, alice, _, space) = try await shared(.editor)
    try alice.rename(space, to: "Forged")
    let other = try #require(DeviceKey(seed: [UInt8](repeating: 99, count: DeviceKey.byteCount)))
    let summary = try await alice.conversation(signing: other)
      .run { try await world.exchange($0, alice) }
    #expect(summary.refusals[space] == .refused(.badSignature))
  }

  @Test func `refuses changes of a replica that belongs to another device`() async throws {
    let (world, alice, bob, space) = try await shared(.editor)
    try alice.rename(space, to: "Again")
    // Alice's replica, sent under Bob's session and signed by Bob's key.
    let summary = try await alice.conversation(signing: bob.key)
      .run { try await world.exchange($0, bob) }
    #expect(summary.refusals[space] == .refused(.foreignReplica))
  }

  @Test func `makes the creator's manager a manager of a new space`() async throws {
    let world = try HubWorld()
    _ = try await world.invite("dora")
    let alice = try await world.device("alice", number: 1, manager: "dora")
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    let members = try world.store.members(of: space)
    #expect(members.map(\.user) == ["alice", "dora"])
    #expect(members.allSatisfy { $0.role == .manager })
  }

  /// Alice's account, which Bob has in the given role, on both devices.
  private func shared(
    _ role: Access.Role
  ) async throws -> (HubWorld, TestDevice, TestDevice, SpaceID) {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Vestas")
    try alice.share(space, with: "bob", role)
    try await world.sync(alice)
    try await world.sync(bob)
    #expect(try bob.name(of: space) == "Vestas")
    return (world, alice, bob, space)
  }

  /// Everything that a device was sent, as it came and as it reads when inflated.
  private func contents(of device: TestDevice) throws -> Data {
    var contents = Data()
    for answer in device.answers.withLock({ $0 }) {
      contents.append(contentsOf: answer)
      let response = try SyncResponse.decode(answer)
      for entry in response.list { contents.append(contentsOf: entry.space.bytes) }
      for update in response.updates {
        switch update.content {
        case .changes(let update):
          // Numbers that came before are not announced again; such a batch is scanned as it came.
          let batch = try? ChangeBatch.decode(update.batch, naming: PortableNaming()).batch
          for change in batch?.changes ?? [] {
            contents.append(contentsOf: Canonical.encode(change))
          }
        case .chunk(let chunk):
          for record in try SnapshotPart.decode(chunk.block).records {
            contents.append(contentsOf: Canonical.encode(cells: record.record.cells))
          }
        case .rewound: break
        }
      }
    }
    return contents
  }
}
