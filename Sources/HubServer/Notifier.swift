internal import ServiceLifecycle
internal import SyncCore
internal import Synchronization

/// Wakes the devices that wait for news, by the name of their user.
///
/// By user rather than by space: a user who becomes a member of a space waits for none of its news yet.
final class Notifier: Sendable {
  private struct Waiter {
    let user: Text
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    /// Counts all wakes; a waiter says up to where it has looked.
    var generation: UInt64 = 0
    /// When each user was last woken.
    var latest: [Text: UInt64] = [:]
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Where a waiter stands before it looks whether there is news.
  func generation() -> UInt64 { state.withLock(\.generation) }

  func wake(_ user: Text) {
    let woken = state.withLock { state -> [Waiter] in
      state.generation += 1
      state.latest[user] = state.generation
      let numbers = state.waiters.filter { $0.value.user == user }.map(\.key)
      return numbers.compactMap { state.waiters.removeValue(forKey: $0) }
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Wakes everybody; nobody waits from now on.
  func close() {
    let woken = state.withLock { state -> [Waiter] in
      state.isClosed = true
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Returns when there is news for the user since `generation`, when the time is up, when the
  /// server shuts down, or when the task is cancelled; says whether there is news.
  func wait(for user: Text, since generation: UInt64, milliseconds: UInt64) async -> Bool {
    await withGracefulShutdownHandler {
      await withTaskGroup { group in
        group.addTask { await self.wait(for: user, since: generation) }
        // The end of a long poll. Cancelled once the other is done: then nobody asks for its result.
        group.addTask { try? await Task.sleep(for: .milliseconds(milliseconds)) }
        await group.next()
        group.cancelAll()
      }
    } onGracefulShutdown: {
      self.close()
    }
    return state.withLock { $0.latest[user, default: 0] > generation }
  }

  private func wait(for user: Text, since generation: UInt64) async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          let hasNews = state.latest[user, default: 0] > generation
          guard !hasNews, !state.isClosed, !Task.isCancelled else { return true }
          state.waiters[number] = Waiter(user: user, continuation: continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
      waiter?.continuation.resume()
    }
  }
}
