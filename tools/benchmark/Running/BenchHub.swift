import AccountModel
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import Synchronization
import WebServing

/// A hub in this process, with a database in a directory of its own.
final class BenchHub: Sendable {
  let directory: String
  let store: HubStore
  let hub: Hub
  private let processor = Mutex(0.0)
  /// What the requests without a network cost so far, where nothing else ran in this process.
  var processorSeconds: Double { processor.withLock { $0 } }

  init(_ lab: Lab) throws {
    directory = try lab.directory("hub")
    store = try Hub.createStore(
      directory: directory, team: "Nordvik", wall: lab.wall, random: lab.dice.bytes)
    hub = Hub(store: store, wall: lab.wall, random: lab.dice.bytes)
  }

  func invite(_ user: Text) async throws -> String {
    let result = try await Administrator(hub: hub).carryOut(
      .invite(user: user.string, role: Member.Role.seller.rawValue, manager: nil, validDays: 7))
    guard case .invited(let invite) = result else { throw BenchFault("no invite came") }
    return invite.invite
  }

  var databasePath: String { "\(directory)/\(HubStore.databaseName)" }

  /// One request without a network; anything but an answer of the protocol is a fault.
  @discardableResult
  func answer(_ frame: [UInt8], to device: BenchDevice) async throws -> [UInt8] {
    let before = Timing.processorSeconds()
    let answer = await hub.routing.answer(
      WebRequest(
        method: "POST", path: HubPaths.sync,
        headers: ["Authorization": "Bearer \(try device.session())"], body: frame))
    let isAnswered = 200
    guard answer.status == isAnswered else { throw BenchFault("the hub says \(answer.status)") }
    processor.withLock { $0 += Timing.processorSeconds() - before }
    return answer.body
  }

  /// Puts so many spaces into the database that no device of this process knows.
  @discardableResult
  func addSpaces(_ count: Int, dice: Dice) throws -> [SpaceID] {
    var spaces: [SpaceID] = []
    let database = try RawDatabase(path: databasePath)
    let insert = try database.prepare(
      "INSERT INTO space (space, kind, role) VALUES (?, ?, ?)")
    try database.execute("BEGIN IMMEDIATE")
    while spaces.count < count {
      guard let space = SpaceID(bytes: dice.bytes(SpaceID.byteCount)) else { continue }
      spaces.append(space)
      try insert.run([
        .blob(space.bytes), .integer(Int64(SpaceKind.account.rawValue)),
        .integer(Int64(SpaceRole.manager.rawValue)),
      ])
    }
    try database.execute("COMMIT")
    // Else the next sync would move what was inserted here from the log into the file.
    try database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return spaces
  }

  /// Serves the hub on loopback for as long as `body` runs.
  func serving<Result: Sendable>(
    _ body: (_ url: String) async throws -> Result
  ) async throws -> Result {
    let (ports, told) = AsyncStream<Int>.makeStream()
    let service = WebService(
      address: .tcp(host: "127.0.0.1", port: 0), routing: hub.routing, limits: Hub.limits
    ) { port in
      told.yield(port ?? 0)
      told.finish()
    }
    return try await withThrowingTaskGroup { group in
      group.addTask { try await service.run() }
      defer { group.cancelAll() }
      var iterator = ports.makeAsyncIterator()
      guard let port = await iterator.next() else { throw BenchFault("the hub did not start") }
      return try await body("http://127.0.0.1:\(port)")
    }
  }
}

/// Why a case has no figure.
struct BenchFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
