import DeviceSync
import SpaceStore
import SyncCore

/// Changes that this replica's log does not hold any more, as the hub's archive gives them.
struct OlderChanges {
  private let replica: Replica
  private let space: SpaceID
  /// Whether the hub may be asked.
  private let isAllowed: Bool
  private(set) var changes: [Dot: Change] = [:]
  private var asked: Set<Dot> = []

  init(_ replica: Replica, _ space: SpaceID, isAllowed: Bool) {
    self.replica = replica
    self.space = space
    self.isAllowed = isAllowed
  }

  /// Asks the hub for these; whether it knew any that had not been asked for before.
  mutating func fetch(_ dots: [Dot]) async throws -> Bool {
    guard isAllowed else { return false }
    let news = dots.filter { asked.insert($0).inserted }
    if news.isEmpty { return false }
    let space = space
    let found = try await replica.home.synchronizer().asking { hub in
      try await hub.changes(news, of: space)
    }
    for change in found { changes[change.dot] = change }
    return !found.isEmpty
  }
}
