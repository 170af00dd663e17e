package import SyncCore
package import SyncProtocol

/// What a request's cursors mean beside the hub's list.
package struct CursorCheck: Sendable {
  let request: SyncRequest
  private let list: HubList

  package init(request: SyncRequest, list: HubList) {
    self.request = request
    self.list = list
  }

  /// The hub's history, 8 bytes, at each cursor above 0 by ordinal; absent where the hub has none there.
  ///
  /// Where the cursor is the head, the list knows it already: an idle exchange looks nothing up.
  package func histories(
    _ lookUp: (_ space: SpaceID, _ cursor: UInt64) throws -> [UInt8]?
  ) rethrows -> [UInt64: [UInt8]] {
    var histories: [UInt64: [UInt8]] = [:]
    guard !list.isForeign(request.listVersion) else { return histories }
    for line in list.spaces {
      let cursor = request.cursor(line.entry.ordinal) ?? 0
      if cursor == 0 || cursor > line.hubSequence { continue }
      histories[line.entry.ordinal] =
        cursor == line.hubSequence ? line.history : try lookUp(line.entry.space, cursor)
    }
    return histories
  }

  /// The digest for an answer, over the spaces that the request names; nil where it may mean others by
  /// its ordinals, or checks some one by one.
  ///
  /// A device that lacks the newest lines of the list must learn of a restored hub too, since it is
  /// sent what follows its cursors; and so must one that knows lines which this hub has not, or has
  /// given to other spaces.
  func digest(_ histories: [UInt64: [UInt8]]) -> [UInt8]? {
    guard case .all(let cursors) = request.cursors, request.listVersion > 0,
      !list.isForeign(request.listVersion)
    else { return nil }
    let entries = Dictionary(
      list.spaces.map { ($0.entry.ordinal, $0.entry) }, uniquingKeysWith: { first, _ in first })
    let lines = zip(UInt64(1)..., cursors).map { ordinal, cursor -> [UInt8] in
      guard let entry = entries[ordinal] else { return Self.unknown }
      let prefix =
        cursor == 0 ? HistoryHash.start(of: entry.space) : histories[ordinal] ?? Self.unknown
      return HistoryHash.line(prefix, role: entry.role)
    }
    return HistoryHash.digest(of: lines)
  }

  /// Whether the hub's history at a space's cursor differs from the one that the device named.
  func isRewound(_ ordinal: UInt64, _ histories: [UInt64: [UInt8]]) -> Bool {
    #if MUTANTS
      if Mutant.isPlanted(.rewindNotTold) { return false }
    #endif
    guard case .checked(let cursors) = request.cursors,
      let checked = cursors.first(where: { $0.ordinal == ordinal }), checked.cursor > 0
    else { return false }
    return histories[ordinal] != checked.history
  }

  /// The spaces that the device says it holds another history of.
  func rewound(_ histories: [UInt64: [UInt8]]) -> [SpaceID] {
    guard !list.isForeign(request.listVersion) else { return [] }
    return list.spaces.filter { isRewound($0.entry.ordinal, histories) }.map(\.entry.space)
  }

  /// Up to where the device has each space, as far as the hub's history reaches.
  func applied(_ histories: [UInt64: [UInt8]]) -> [SpaceID: UInt64] {
    guard !list.isForeign(request.listVersion) else { return [:] }
    var applied: [SpaceID: UInt64] = [:]
    for line in list.spaces where line.entry.role > .none {
      guard let cursor = request.cursor(line.entry.ordinal), cursor <= line.hubSequence,
        !isRewound(line.entry.ordinal, histories)
      else { continue }
      applied[line.entry.space] = cursor
    }
    return applied
  }

  /// Whether a cursor lies beyond the hub's head: then the device learns at once that the hub went back.
  var hasCursorBeyondHead: Bool {
    list.spaces.contains { (request.cursor($0.entry.ordinal) ?? 0) > $0.hubSequence }
  }

  /// What stands in a digest for a history that the hub does not have.
  private static let unknown = [UInt8](repeating: 0, count: HistoryHash.prefixByteCount)
}

extension SyncRequest {
  /// The cursor of the space with the ordinal; nil where the request does not name it.
  func cursor(_ ordinal: UInt64) -> UInt64? {
    switch cursors {
    case .all(let cursors):
      guard ordinal >= 1, ordinal <= UInt64(cursors.count) else { return nil }
      return cursors[Int(ordinal) - 1]
    case .checked(let cursors):
      return cursors.first { $0.ordinal == ordinal }?.cursor
    }
  }
}
