internal import Foundation
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Tells a device what the hub holds of its spaces: `POST /v1/state`.
struct StateHandler: Sendable {
  private let hub: Hub

  init(hub: Hub) { self.hub = hub }

  /// - Throws: ``HubRefusal``, `StoreError`
  func answer(_ body: [UInt8], authorization: String?) async throws -> StateAnswer {
    let request = try Self.decoded(body)
    let device = try await hub.device(authorization)
    return try await hub.inside { store in
      guard let named = request.space else {
        let spaces = try store.list(of: device.user).spaces.filter { $0.entry.role > .none }
          .map(\.entry.space)
        return StateAnswer(
          spaces: try spaces.map { space in
            try store.read(space) { try $0.state(withRecords: false) }
          })
      }
      return try store.read(try store.space(named: named, of: device.user)) { ledger in
        guard let name = request.record else {
          return StateAnswer(spaces: [try ledger.state(withRecords: true)])
        }
        let cells = try Reference(name).flatMap { try ledger.canonicalCells(of: $0.key) }
        return StateAnswer(spaces: [], cells: cells.map(Hexadecimal.text))
      }
    }
  }

  private static func decoded(_ body: [UInt8]) throws -> StateRequest {
    do {
      return try JSONDecoder().decode(StateRequest.self, from: Data(body))
    } catch {
      throw HubRefusal.malformed(
        "The body is not the JSON of a comparison.", hint: "See protocol/http.md, State.")
    }
  }
}
