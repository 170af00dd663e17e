internal import SpaceStore
internal import SyncCore
internal import SyncSession

/// A device's store that is open, and so locked, only from the first use to ``release()``.
///
/// A conversation releases it before each request, so that other commands write while the hub is
/// waited for; the next use opens it again.
final class BriefReplica: DeviceReplica {
  private let directory: String
  private let catalog: StoreCatalog
  private let guardian: IdentityGuard?
  private let wall: @Sendable () -> Int64
  private var store: DeviceStore?

  init(
    directory: String, catalog: StoreCatalog, guardian: IdentityGuard?,
    wall: @escaping @Sendable () -> Int64
  ) {
    self.directory = directory
    self.catalog = catalog
    self.guardian = guardian
    self.wall = wall
  }

  func release() {
    // Everything is committed by now; a connection that does not close cleanly loses nothing.
    try? store?.close()
    store = nil
  }

  /// Closes a connection that was kept open beside, then the file as its last user, who moves the log
  /// into it.
  func closeLast(after other: DeviceStore) {
    // Everything is committed.
    try? other.close()
    // Where it cannot be opened now the next command moves the log.
    _ = try? open()
    release()
  }

  private func open() throws -> DeviceStore {
    if let store { return store }
    let store = try DeviceStore.open(
      directory: directory, catalog: catalog, mode: .write, guardian: guardian, wall: wall)
    self.store = store
    return store
  }

  func view() throws -> DeviceView { try open().view() }

  func write<Result>(
    _ space: SpaceID, _ body: (SQLiteDeviceLedger) throws -> Result
  ) throws -> Result {
    try open().write(space, body)
  }

  func together<Result>(_ body: () throws -> Result) throws -> Result {
    try open().together(body)
  }

  func outbox(_ space: DeviceSpace, _ head: OutboxHead, limit: UInt64) throws -> OutboxRun? {
    try open().outbox(space, head, limit: limit)
  }

  /// Forgets what no device needs any more.
  func forgetOld() throws { try open().forgetOld() }

  func note(_ notice: HubNotice) throws { try open().note(notice) }
}
