internal import SpaceStore
internal import SyncCore
internal import SyncSession

/// A device's store that is locked only from the first use to ``release()``.
///
/// A conversation releases it before each request, so that other commands write while the hub is
/// waited for; the next use locks it again.
final class BriefReplica: DeviceReplica {
  private let directory: String
  private let catalog: StoreCatalog
  private let guardian: IdentityGuard?
  private let wall: @Sendable () -> Int64
  private var store: DeviceStore?
  private var resting: RestingReplica?

  init(
    directory: String, catalog: StoreCatalog, guardian: IdentityGuard?,
    wall: @escaping @Sendable () -> Int64
  ) {
    self.directory = directory
    self.catalog = catalog
    self.guardian = guardian
    self.wall = wall
  }

  /// Lets others write; the file stays open.
  func release() {
    guard let store else { return }
    self.store = nil
    // Where it cannot rest it is opened anew; everything is committed by now.
    resting = try? store.rest()
    // A connection that does not close cleanly loses nothing.
    if resting == nil { try? store.close() }
  }

  /// Closes the file.
  func close() {
    release()
    // As above.
    try? resting?.close()
    resting = nil
  }

  private func open() throws -> DeviceStore {
    if let store { return store }
    let known = resting
    resting = nil
    let resumed = try known.flatMap {
      try DeviceStore.resume(
        $0, directory: directory, catalog: catalog, guardian: guardian, wall: wall)
    }
    let store =
      try resumed
      ?? DeviceStore.open(
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
