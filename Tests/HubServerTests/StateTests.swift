import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import Testing
import WebServing

/// What a device can ask the hub for beside a sync.
@Suite struct `A question` {
  private func ask(
    _ path: String, _ body: some Encodable, _ device: TestDevice, in world: HubWorld
  ) async throws -> WebAnswer {
    await world.post(
      path, Array(try JSONEncoder().encode(body)),
      headers: ["Authorization": "Bearer \(device.token)"])
  }

  @Test(arguments: [HubPaths.state, HubPaths.history])
  func `wants a session`(path: String) async throws {
    let world = try HubWorld()
    let answer = await world.post(path, Array(#"{"space":"00","changes":[]}"#.utf8))
    #expect(answer.status == 401)
  }

  @Test(arguments: [HubPaths.state, HubPaths.history])
  func `that is no question is refused`(path: String) async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let answer = await world.post(
      path, Array("[".utf8), headers: ["Authorization": "Bearer \(alice.token)"])
    #expect(answer.status == 400)
    #expect(answer.code == "malformed_request")
  }

  @Test func `about states is answered with what a member may read`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Kaarna")
    try await world.sync(alice)
    let whole = try JSONDecoder().decode(
      StateAnswer.self,
      from: Data(try await ask(HubPaths.state, StateRequest(), alice, in: world).body))
    let state = try #require(whole.spaces.first { $0.space == "\(space)" })
    let digest = try alice.open(.read).read(space) { try $0.digest() }
    #expect(state.digest == digest)
    #expect(state.records == nil)
    let one = try JSONDecoder().decode(
      StateAnswer.self,
      from: Data(
        try await ask(HubPaths.state, StateRequest(space: "\(space)"), alice, in: world).body))
    #expect(one.spaces.first?.records?.isEmpty == false)
    let foreign = try await ask(HubPaths.state, StateRequest(space: "\(space)"), bob, in: world)
    #expect(foreign.status == 404)
    let others = try JSONDecoder().decode(
      StateAnswer.self,
      from: Data(try await ask(HubPaths.state, StateRequest(), bob, in: world).body))
    #expect(!others.spaces.contains { $0.space == "\(space)" })
  }

  @Test func `about old changes is answered with their canonical form, to members alone`()
    async throws
  {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let bob = try await world.device("bob", number: 2)
    let space = try alice.addAccount("Kaarna")
    try await world.sync(alice)
    let store = try alice.open(.read)
    let dot = Dot(store.identity.replica, 1)
    let request = HistoryRequest(space: "\(space)", changes: ["\(dot)", "\(dot.replica):999", "x"])
    let answer = try await ask(HubPaths.history, request, alice, in: world)
    let changes = try JSONDecoder().decode(HistoryAnswer.self, from: Data(answer.body)).changes
    let expected = try #require(try store.read(space) { try $0.change(dot) })
    #expect(changes == [Hexadecimal.text(Canonical.encode(expected))])
    #expect(try await ask(HubPaths.history, request, bob, in: world).status == 404)
    let names = [String](repeating: "\(dot)", count: HistoryRequest.maximumChanges + 1)
    let greedy = HistoryRequest(space: "\(space)", changes: names)
    #expect(try await ask(HubPaths.history, greedy, alice, in: world).status == 400)
  }
}
