import AccountModel
import DeviceSync
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing
import WebServing

@Suite(.timeLimit(.minutes(1))) struct `A device at a hub on loopback` {
  @Test func `enrols, sends and receives`() async throws {
    let world = try HubWorld()
    let alice = try newDevice("alice", 1, world)
    let bob = try newDevice("bob", 2, world)
    try await world.serving { url in
      for device in [alice, bob] {
        let invite = try await world.invite(device.user.string)
        let outcome = try await device.enrolment.run(url: url + "/", invite: " \(invite)\n")
        #expect(outcome.team == "Nordvik")
      }
      let space = try alice.addAccount("Vestas")
      try alice.share(space, with: "bob", .editor)
      let sent = try await alice.synchronizer.run()
      #expect(sent.summary.sent == 2)
      #expect(sent.bytesUp > 0 && sent.bytesDown > 0)
      _ = try await bob.synchronizer.run()
      #expect(try bob.name(of: space) == "Vestas")
      let files = DeviceFiles(directory: bob.directory)
      let session = try #require(try files.session())
      #expect("\(session)" == "***")
    }
  }

  @Test func `is woken by a commit at another device, and by its own`() async throws {
    let world = try HubWorld()
    let alice = try newDevice("alice", 1, world)
    let bob = try newDevice("bob", 2, world)
    try await world.serving { url in
      for device in [alice, bob] {
        _ = try await device.enrolment.run(
          url: url, invite: try await world.invite(device.user.string))
      }
      let space = try alice.addAccount("Vestas")
      _ = try await alice.synchronizer.run()
      _ = try await bob.synchronizer.run()
      let (events, told) = AsyncStream<SyncReport>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await bob.synchronizer.follow { event in
            if case .synced(let report) = event { told.yield(report) }
          }
        }
        defer { group.cancelAll() }
        var iterator = events.makeAsyncIterator()
        // Bob becomes a member of a space that he did not wait for.
        try alice.share(space, with: "bob", .editor)
        _ = try await alice.synchronizer.run()
        _ = await iterator.next()
        #expect(try bob.name(of: space) == "Vestas")
        try bob.rename(space, to: "Vestas Wind")
        CommitSocket.poke(directory: bob.directory)
        var report = await iterator.next()
        while let current = report, current.summary.sent == 0 { report = await iterator.next() }
        #expect(report?.summary.sent == 1)
        _ = try await alice.synchronizer.run()
        #expect(try alice.name(of: space) == "Vestas Wind")
      }
    }
  }

  @Test func `is told when a body is too large, and goes on`() async throws {
    let world = try HubWorld()
    try await world.serving { url in
      let body = [UInt8](repeating: 0, count: Limits.bodyBytes + 1)
      try await HTTPDoor.with(silenceInMilliseconds: 20_000) { door in
        let answer = try await door.exchange(
          HTTPDoor.Request(
            url: url + HubPaths.sync, body: body, headers: [:], timeoutInMilliseconds: 20_000,
            maximumBytes: 1 << 16))
        #expect(answer.status == 413)
      }
      let health = try await HubClient.with(try HubAddress(url)) { try await $0.health() }
      #expect(health.status == "ok")
    }
  }

  @Test func `says what is wrong with the address or with what answers`() async throws {
    let world = try HubWorld()
    let alice = try newDevice("alice", 1, world)
    let closed = try await world.serving { $0 }
    await fails("hub_unreachable") { _ = try await alice.enrolment.run(url: closed, invite: "x") }
    await fails("invalid_address") { _ = try await alice.enrolment.run(url: "hub", invite: "x") }
    await fails("not_enrolled") { _ = try await alice.synchronizer.run() }
    try await world.serving { url in
      await fails("invite_unknown") { _ = try await alice.enrolment.run(url: url, invite: "x") }
    }
    let page = WebRouting([]) { _ in
      WebAnswer(status: 200, contentType: "text/html", body: Array("<html>".utf8))
    }
    try await serving(page) { url in
      await fails("not_a_hub") { _ = try await alice.enrolment.run(url: url, invite: "x") }
    }
  }

  @Test func `keeps its secrets to itself`() async throws {
    let world = try HubWorld()
    let alice = try newDevice("alice", 1, world)
    let files = DeviceFiles(directory: alice.directory)
    #expect(try files.key().publicKey == alice.key.publicKey)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: files.keyPath)
    #expect(throws: DeviceFileFault.tooOpen(path: files.keyPath, mode: "644")) {
      _ = try files.key()
    }
  }

  private func fails(_ code: String, _ body: () async throws -> Void) async {
    do {
      try await body()
      Issue.record("it did not fail")
    } catch {
      #expect((error as? SyncFailure)?.code == code, "\(error)")
    }
  }

  private func newDevice(_ user: Text, _ number: UInt8, _ world: HubWorld) throws -> TestDevice {
    try TestDevice(
      directory: "\(world.directory)/\(user)-\(number)", user: user, number: number,
      clock: world.clock)
  }
}
