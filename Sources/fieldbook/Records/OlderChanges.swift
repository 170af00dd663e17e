import DeviceSync
import SpaceStore
import SyncCore
import SyncProtocol

/// Changes that this replica's log does not hold any more, as the hub's archive gives them.
struct OlderChanges {
  private let replica: Replica
  private let space: SpaceID
  /// Whether the hub may be asked.
  let isAllowed: Bool
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
    let most = HistoryRequest.maximumChanges
    let found = try await replica.home.synchronizer().asking { hub in
      var found: [Change] = []
      for start in stride(from: 0, to: news.count, by: most) {
        found += try await hub.changes(Array(news.dropFirst(start).prefix(most)), of: space)
      }
      return found
    }
    for change in found { changes[change.dot] = change }
    return !found.isEmpty
  }

  /// Since when an answer that lacks something is complete, and who may hold what was before.
  func note() throws -> String {
    let since = try replica.store.historySince(space)
    let complete = since.map { "all changes after \(LocalTime.text($0))" } ?? "later changes"
    return isAllowed
      ? "This replica holds \(complete); the hub does not hold everything before them any more."
      : "This replica holds \(complete); for those before, --hub asks the hub."
  }
}
