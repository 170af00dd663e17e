import Foundation

/// What ends a command that stays: its user's Ctrl-C, or the system's request to end.
enum StopSignal {
  private static let numbers = [SIGINT, SIGTERM]

  /// Runs `body` until it ends, or until it is asked to; then it is cancelled and waited for.
  ///
  /// Throws what `body` throws by itself.
  static func end(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let (requests, asks) = AsyncStream<Void>.makeStream()
    let sources = numbers.map { number in
      // Else the signal would end the program at once.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { asks.yield() }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await body() }
      group.addTask { for await _ in requests { return } }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
