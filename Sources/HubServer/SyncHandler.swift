internal import Logging
internal import ServiceLifecycle
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Answers sync frames: `POST /v1/sync`.
struct SyncHandler: Sendable {
  private let hub: Hub

  init(hub: Hub) { self.hub = hub }

  /// The answer's frame, given the headers that say who asks and in which version of the protocol.
  ///
  /// - Throws: ``HubRefusal``, `ProtocolError`, `StoreError`
  func answer(
    _ frame: [UInt8], authorization: String?, version: String?
  ) async throws -> [UInt8] {
    try Self.check(version: version)
    if Task.isShuttingDownGracefully { throw HubRefusal.draining }
    let device = try await hub.device(authorization)
    let exchange = SyncExchange(
      caller: Caller(user: device.user, publicKey: device.publicKey, actors: device.actors),
      hubMilliseconds: hub.hubMilliseconds, configuration: hub.configuration)
    let generation = hub.notifier.generation()
    var outcome = try await hub.inside(for: device.user) { try exchange.receive(frame, $0) }
    var hasWaited = false
    if case .hold(_, let milliseconds) = outcome {
      let hasNews = await hub.notifier.wait(
        for: device.user, since: generation, milliseconds: milliseconds)
      hasWaited = true
      outcome = try await hub.inside { store in
        if !hasNews { try store.writeFollowed(device.publicKey) }
        return try exchange.wake(store)
      }
    }
    guard case .answer(let answer) = outcome else {
      preconditionFailure("an exchange that was woken answers")
    }
    hub.logger.info(
      "sync",
      metadata: [
        "user": "\(device.user)", "device": "\(device.name)", "bytesUp": "\(frame.count)",
        "bytesDown": "\(answer.count)", "waited": "\(hasWaited)",
      ])
    return answer
  }

  /// A frame of another version says so itself too; the header tells before anything is decoded.
  private static func check(version: String?) throws {
    guard let version else { return }
    let range = VersionRange.spoken
    guard let number = Int(version), (range.min...range.max).contains(number) else {
      throw HubRefusal.version(version)
    }
  }
}
