internal import SpaceStore
internal import SyncCore
internal import SyncProtocol

extension Hub {
  /// The device whose session an `Authorization` header carries.
  ///
  /// - Throws: ``HubRefusal``, `StoreError`
  func device(_ authorization: String?) async throws -> EnrolledDevice {
    guard let authorization, authorization.hasPrefix(HubPaths.tokenScheme) else {
      throw HubRefusal.unknownSession
    }
    let token = Secret(text: String(authorization.dropFirst(HubPaths.tokenScheme.utf8.count)))
    let device = try await inside { try $0.device(session: token.hash) }
    guard let device else { throw HubRefusal.unknownSession }
    return device
  }

  /// Runs `body` on the store, unless too many wait for that already; `user` is who asked for it.
  ///
  /// - Throws: ``HubRefusal``, and what `body` throws.
  func inside<Result: Sendable>(
    for user: Text? = nil, _ body: @Sendable (HubStore) throws -> Result
  ) async throws -> Result {
    guard let result = try await gate.pass({ try await door.run(for: user, body) }) else {
      throw HubRefusal.overloaded
    }
    return result
  }
}
