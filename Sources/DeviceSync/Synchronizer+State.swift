package import SyncCore
package import SyncProtocol

extension Synchronizer {
  /// Lets `body` ask the hub; nothing changes on either side.
  ///
  /// Throws ``SyncFailure``, ``DeviceFileFault``, `StoreError`.
  package func asking<Result>(_ body: (HubArchive) async throws -> Result) async throws -> Result {
    let contact = try contact()
    return try await HubClient.with(contact.address) { client in
      try await body(HubArchive(client: client, session: contact.session))
    }
  }
}

/// What a hub tells beside a sync: what it holds, and changes that a device's log has forgotten.
package struct HubArchive {
  let client: HubClient
  let session: SessionToken

  /// - Throws: ``SyncFailure``
  package func state(_ request: StateRequest) async throws -> StateAnswer {
    try await client.state(request, session: session)
  }

  /// The changes of a space that the hub still holds of those named; a few at a time are asked for.
  ///
  /// - Throws: ``SyncFailure``, `ProtocolError`
  package func changes(_ dots: [Dot], of space: SpaceID) async throws -> [Change] {
    let names = dots.prefix(HistoryRequest.maximumChanges).map(\.description)
    let answer = try await client.history(
      HistoryRequest(space: "\(space)", changes: Array(names)), session: session)
    return try answer.changes.compactMap(Hexadecimal.bytes).map(Canonical.decode)
  }
}
