import Foundation
import HubServer
import WebServing

extension HubWorld {
  /// Serves the hub on loopback for as long as `body` runs.
  func serving<Result: Sendable>(
    _ body: (_ url: String) async throws -> Result
  ) async throws -> Result {
    try await HubServerTests.serving(hub.routing, body)
  }
}

/// Serves routes on loopback for as long as `body` runs.
func serving<Result: Sendable>(
  _ routing: WebRouting, _ body: (_ url: String) async throws -> Result
) async throws -> Result {
  let (ports, told) = AsyncStream<Int>.makeStream()
  let service = WebService(
    address: .tcp(host: "127.0.0.1", port: 0), routing: routing, limits: Hub.limits
  ) { port in
    told.yield(port ?? 0)
    told.finish()
  }
  return try await withThrowingTaskGroup { group in
    group.addTask { try await service.run() }
    defer { group.cancelAll() }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next() else { throw Unexpected() }
    return try await body("http://127.0.0.1:\(port)")
  }
}
