internal import Foundation
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Serves changes that a device's log no longer holds from the hub's archive: `POST /v1/history`.
struct HistoryHandler: Sendable {
  private let hub: Hub

  init(hub: Hub) { self.hub = hub }

  /// - Throws: ``HubRefusal``, `StoreError`
  func answer(_ body: [UInt8], authorization: String?) async throws -> HistoryAnswer {
    let request = try Self.decoded(body)
    let device = try await hub.device(authorization)
    return try await hub.inside { store in
      let space = try store.space(named: request.space, of: device.user)
      return try store.read(space) { ledger in
        HistoryAnswer(
          changes: try request.changes.compactMap { name in
            try Dot(name).flatMap { try ledger.change($0) }
              .map { Hexadecimal.text(Canonical.encode($0)) }
          })
      }
    }
  }

  private static func decoded(_ body: [UInt8]) throws -> HistoryRequest {
    let request: HistoryRequest
    do {
      request = try JSONDecoder().decode(HistoryRequest.self, from: Data(body))
    } catch {
      throw HubRefusal.malformed(
        "The body is not the JSON of a question for changes.",
        hint: "See protocol/http.md, History.")
    }
    guard request.changes.count <= HistoryRequest.maximumChanges else {
      throw HubRefusal.malformed(
        "The request names more than \(HistoryRequest.maximumChanges) changes.",
        hint: "Ask for some of them at a time.")
    }
    return request
  }
}

extension HubStore {
  /// A space of a user's list in which the user may read.
  func space(named name: String, of user: Text) throws -> SpaceID {
    let spaces = try list(of: user).spaces.filter { $0.entry.role > .none }.map(\.entry.space)
    // What is not the user's and what does not exist look the same.
    guard let space = SpaceID(name), spaces.contains(space) else {
      throw HubRefusal(
        404, "not_found", "You have no space \(name).", hint: "fieldbook digest lists them.")
    }
    return space
  }
}
