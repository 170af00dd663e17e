internal import Synchronization

/// Counts the requests that want the store and turns further ones away before they pile up.
final class Gate: Sendable {
  /// A request takes the store a few milliseconds: more than these would wait longer than a device does.
  static let maximumRequests = 256
  /// When to come back, in seconds: by then the queue is worked off.
  static let retryAfterSeconds = 2

  private let count = Mutex(0)

  /// Nil where too many are inside.
  func pass<Result>(_ body: () async throws -> Result) async rethrows -> Result? {
    let isOpen = count.withLock { count in
      guard count < Self.maximumRequests else { return false }
      count += 1
      return true
    }
    guard isOpen else { return nil }
    defer { count.withLock { $0 -= 1 } }
    return try await body()
  }
}
