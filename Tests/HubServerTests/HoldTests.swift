import AccountModel
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

/// The holds here may last an hour: an answer that comes before the time limit was woken.
@Suite(.timeLimit(.minutes(1))) struct `A held answer` {
  @Test func `comes with a commit in a space of the user`() async throws {
    let (world, alice, bob, space) = try await shared()
    async let answer = hold(bob, world)
    try alice.rename(space, to: "Vestas Wind")
    try await world.sync(alice)
    #expect(try await !answer.updates.isEmpty)
  }

  @Test func `comes with a space that the user was not a member of`() async throws {
    let (world, alice, _, space) = try await shared()
    let carol = try await world.device("carol", number: 3)
    try await world.sync(carol)
    async let answer = hold(carol, world)
    try alice.share(space, with: "carol", .viewer)
    try await world.sync(alice)
    #expect(try await answer.list.map(\.space) == [space])
  }

  @Test func `comes with what an administrator did`() async throws {
    let (world, _, _, space) = try await shared()
    let carol = try await world.device("carol", number: 3)
    try await world.sync(carol)
    async let answer = hold(carol, world)
    _ = try await world.administer(
      .setMember(space: space.description, user: "carol", role: Access.Role.viewer.rawValue))
    #expect(try await answer.list.map(\.space) == [space])
  }

  @Test func `comes empty when the time is up`() async throws {
    let (world, _, bob, _) = try await shared()
    let answer = try await hold(bob, world, milliseconds: 1)
    #expect(answer.updates.isEmpty && answer.list.isEmpty && !answer.hasMore)
  }

  /// Asks for news beyond what the device holds.
  private func hold(
    _ device: TestDevice, _ world: HubWorld, milliseconds: UInt64 = Self.hour
  ) async throws -> SyncResponse {
    let store = try device.open(.read)
    let view = try store.view()
    try store.close()
    let request = SyncRequest(
      listVersion: view.listVersion, cursors: .all(view.spaces.map(\.cursor)),
      waitMilliseconds: milliseconds, maximumBytes: Limits.defaultAnswerBytes)
    return try SyncResponse.decode(try await world.exchange(request.encode(), device))
  }

  private static let hour: UInt64 = 3_600_000

  private func shared() async throws -> (HubWorld, TestDevice, TestDevice, SpaceID) {
    var configuration = ResponderConfiguration()
    configuration.maximumWaitMilliseconds = Self.hour
    let world = try HubWorld(configuration: configuration)
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Vestas")
    try alice.share(space, with: "bob", .editor)
    try await world.sync(alice)
    try await world.sync(bob)
    try await world.sync(bob)
    return (world, alice, bob, space)
  }
}
