internal import SyncCore
internal import SyncProtocol
internal import Synchronization

/// Archived changes that a hub keeps decoded between transactions: devices that come back one after
/// the other ask for the same ones.
///
/// What stands between two places of a space's order never changes, unless a transaction is taken back:
/// then all must be forgotten.
final class SegmentCache: Sendable {
  /// So many changes take some 16 MB; beyond it all are let go.
  private static let changeLimit = 8_192

  struct Key: Hashable {
    let space: SpaceID
    let first: UInt64
    let last: UInt64
  }

  private struct State {
    var segments: [Key: [LoggedChange]] = [:]
    var changes = 0
  }

  private let state = Mutex(State())

  func changes(_ key: Key, read: () throws -> [LoggedChange]) rethrows -> [LoggedChange] {
    if let known = state.withLock({ $0.segments[key] }) { return known }
    let changes = try read()
    state.withLock { state in
      if state.changes + changes.count > Self.changeLimit { state = State() }
      state.segments[key] = changes
      state.changes += changes.count
    }
    return changes
  }

  func forget() { state.withLock { $0 = State() } }
}
