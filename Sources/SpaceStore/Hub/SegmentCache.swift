internal import SyncCore
internal import SyncProtocol
internal import Synchronization

/// Archived changes that a hub keeps decoded between transactions: devices that come back one after
/// the other ask for the same ones.
///
/// What stands between two places of a space's order never changes, unless a transaction is taken back:
/// then all must be forgotten.
final class SegmentCache: Sendable {
  /// About how many bytes of memory may be taken; beyond them all are let go.
  private static let byteLimit = 32 << 20
  /// What a change takes beside its values: its fields, three hashes, its lists.
  private static let changeBytes = 1_024
  /// So many hashes take some 10 MB.
  private static let historyLimit = 65_536

  struct Key: Hashable {
    let space: SpaceID
    let first: UInt64
    let last: UInt64
  }

  struct Place: Hashable {
    let space: SpaceID
    let hubSequence: UInt64
  }

  private struct State {
    var segments: [Key: [LoggedChange]] = [:]
    var bytes = 0
    var histories: [Place: [UInt8]] = [:]
  }

  private let state = Mutex(State())

  /// The changes of a segment whose bodies take so many bytes.
  func changes(
    _ key: Key, bytes: Int, read: () throws -> [LoggedChange]
  ) rethrows -> [LoggedChange] {
    if let known = state.withLock({ $0.segments[key] }) { return known }
    let changes = try read()
    let size = min(bytes, Self.byteLimit) + changes.count * Self.changeBytes
    state.withLock { state in
      if state.bytes + size > Self.byteLimit { (state.segments, state.bytes) = ([:], 0) }
      state.segments[key] = changes
      state.bytes += size
    }
    return changes
  }

  /// The first bytes of a history's hash.
  func history(_ place: Place, read: () throws -> [UInt8]?) rethrows -> [UInt8]? {
    if let known = state.withLock({ $0.histories[place] }) { return known }
    guard let history = try read() else { return nil }
    state.withLock { state in
      if state.histories.count >= Self.historyLimit { state.histories = [:] }
      state.histories[place] = history
    }
    return history
  }

  func forget() { state.withLock { $0 = State() } }
}
