import AccountModel
import DeviceSync
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Synchronization
import WebServing

/// A hub on a real database, its routes without a socket, and a clock that tests set by hand.
final class HubWorld: Sendable {
  let directory: String
  let clock: ManualClock
  let dice: Dice
  let store: HubStore
  let hub: Hub

  init(configuration: ResponderConfiguration = ResponderConfiguration()) throws {
    clock = ManualClock(milliseconds: 1_773_000_000_000)
    dice = Dice(Seed(rawValue: 7))
    let name = Dice.directories.bytes(16)
    directory =
      FileManager.default.temporaryDirectory.path + "/hub-\(getpid())-\(Hexadecimal.text(name))"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    store = try Hub.createStore(
      directory: directory, team: "Nordvik", wall: clock.wall, random: dice.bytes)
    hub = Hub(
      store: store, wall: clock.wall, random: dice.bytes, configuration: configuration)
  }

  /// The hub of another world that was put into its own directory by copying or restoring.
  init(_ name: String, beside world: HubWorld, opening store: (String) throws -> HubStore) throws {
    clock = world.clock
    dice = world.dice
    directory = "\(world.directory)/\(name)"
    self.store = try store(directory)
    hub = Hub(store: self.store, wall: world.clock.wall, random: world.dice.bytes)
  }

  // Nothing depends on the directory any more; what cannot be removed is the system's to clean.
  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func administer(_ command: AdminCommand) async throws -> AdminResult {
    try await Administrator(hub: hub).carryOut(command)
  }

  func invite(
    _ user: String, role: Member.Role = .seller, manager: String? = nil
  ) async throws -> String {
    let result = try await administer(
      .invite(user: user, role: role.rawValue, manager: manager, validDays: 7))
    guard case .invited(let invite) = result else { throw Unexpected() }
    return invite.invite
  }

  func post(
    _ path: String, _ body: [UInt8], headers: [String: String] = [:]
  ) async -> WebAnswer {
    await hub.routing.answer(
      WebRequest(method: "POST", path: path, headers: headers, body: body))
  }

  func enrol(_ request: EnrolmentRequest) async throws -> WebAnswer {
    await post(HubPaths.enrol, Array(try JSONEncoder().encode(request)))
  }

  /// An enrolled device of a user.
  func device(_ user: String, number: UInt8, manager: String? = nil) async throws -> TestDevice {
    let device = try TestDevice(
      directory: "\(directory)/\(user)-\(number)", user: Text(user), number: number,
      clock: clock)
    let answer = try await enrol(
      device.enrolment(invite: try await invite(user, manager: manager)))
    let enrolment = try JSONDecoder().decode(EnrolmentAnswer.self, from: Data(answer.body))
    device.session.withLock { $0 = enrolment.session }
    return device
  }

  @discardableResult
  func sync(_ device: TestDevice) async throws -> SyncSummary {
    try await device.conversation.run { try await self.exchange($0, device) }
  }

  func exchange(_ frame: [UInt8], _ device: TestDevice) async throws -> [UInt8] {
    let answer = await post(
      HubPaths.sync, frame, headers: ["Authorization": "Bearer \(device.token)"])
    device.answers.withLock { $0.append(answer.body) }
    guard answer.status == 200 else { throw Refused(status: answer.status, code: answer.code) }
    return answer.body
  }
}

struct Unexpected: Error {}

struct Refused: Error, Equatable {
  let status: Int
  let code: String
}

extension WebAnswer {
  /// The code of an error's answer; empty for others.
  var code: String {
    // An answer that is no error does not decode as one.
    (try? JSONDecoder().decode(ErrorAnswer.self, from: Data(body)))?.error.code ?? ""
  }
}

/// A wall clock that tests set by hand.
final class ManualClock: Sendable {
  private let time: Mutex<Int64>
  init(milliseconds: Int64) { time = Mutex(milliseconds) }
  var wall: @Sendable () -> Int64 { { self.time.withLock { $0 } } }
  func advance(days: Int64) { time.withLock { $0 += days * 86_400_000 } }
}

/// Bytes that follow from a seed.
final class Dice: Sendable {
  /// Tests run side by side: each has a directory of its own.
  static let directories = Dice(Seed(rawValue: 1))
  private let generator: Mutex<SplitMix64>
  init(_ seed: Seed) { generator = Mutex(seed.generator) }

  @Sendable func bytes(_ count: Int) -> [UInt8] {
    generator.withLock { generator in
      (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
  }
}
