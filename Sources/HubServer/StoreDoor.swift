internal import Logging
internal import SpaceStore
internal import SyncCore

/// The hub's store behind its executor: whatever reads or writes it goes through here.
actor StoreDoor {
  nonisolated let executor: DatabaseExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  private let store: HubStore
  private let notifier: Notifier
  private let logger: Logger

  init(store: HubStore, notifier: Notifier, logger: Logger) {
    self.store = store
    self.notifier = notifier
    self.logger = logger
    executor = DatabaseExecutor()
  }

  /// Runs `body` alone, then wakes whoever waits for what it changed; `user` is who asked for it.
  func run<Result: Sendable>(
    for user: Text? = nil, _ body: @Sendable (HubStore) throws -> Result
  ) throws -> Result {
    defer { notify(last: user) }
    return try body(store)
  }

  /// Wakes the members of the spaces that changed: new members are among them already.
  ///
  /// Whoever changed them comes last: the device that did knows it, and has given its wait up for that.
  private func notify(last user: Text?) {
    for space in store.drainTouched() {
      do {
        let members = try store.members(of: space).map(\.user)
        for member in members where member != user { notifier.wake(member) }
        if let user, members.contains(user) { notifier.wake(user) }
      } catch {
        // They learn of it when their wait ends; nothing else depends on it.
        logger.warning("waiting devices were not woken", metadata: ["error": "\(error)"])
      }
    }
  }
}
