internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// Reads the log of one space in the hub's order, which every dependency agrees with, and applies it
/// anew.
struct HubLogExaminer {
  let floor: UInt64
  private(set) var order: HubOrder
  private(set) var records: [RecordKey: Record] = [:]
  private(set) var faults: [HubDamage] = []
  private(set) var changes = 0
  /// Whether the log could be followed to its end.
  private(set) var isReadable = true
  private let ledger: SQLiteHubLedger

  private var space: SpaceID { ledger.space }

  init(_ ledger: SQLiteHubLedger) throws {
    self.ledger = ledger
    floor = try ledger.floor()
    order = HubOrder(space: ledger.space)
  }

  mutating func examine() throws {
    do {
      let segments = try ledger.log.sealed.segments()
      if let first = segments.first { try examineRows(before: first.first) }
      for segment in segments { try examine(segment) }
      if !segments.isEmpty { try examineEnd() }
    } catch StoreFault.unreadableSegment(_, let first) {
      return damaged(at: first)
    }
    if isReadable { try examineRows(before: .max) }
  }

  private mutating func damaged(at first: UInt64) {
    faults.append(.unreadableSegment(space, first: first))
    isReadable = false
  }

  private mutating func examine(_ segment: SealedLog.Segment) throws {
    for logged in try ledger.log.sealed.logged(segment) {
      changes += 1
      let dot = logged.change.dot
      let body = Canonical.encode(logged.change)
      let prefix = Array(logged.history.prefix(HistoryHash.prefixByteCount))
      order.take(dot, logged.chain, at: Int64(clamping: logged.hubSequence), history: prefix)
      apply(logged.change, chain: logged.chain, body: body)
    }
    if order.count != segment.last { faults.append(.wrongOrder(space)) }
  }

  /// What the next archived change builds on is what the archive leads to.
  private mutating func examineEnd() throws {
    let end = try ledger.log.sealed.end()
    if end.sequence != order.count || end.history != order.history {
      faults.append(.brokenHistory(space))
    }
    for (replica, head) in order.heads.sorted(by: { $0.key < $1.key })
    where end.authors[replica]?.sequence != head.sequence {
      faults.append(.wrongHead(space, replica))
    }
  }

  private mutating func examineRows(before end: UInt64) throws {
    let rows = try Row.fetchCursor(
      ledger.database,
      sql: """
        SELECT replica, sequence, chain, body, hub_sequence, history, chain_before FROM change
        WHERE space = ? AND hub_sequence > ? AND hub_sequence < ? ORDER BY hub_sequence
        """,
      arguments: [ledger.spaceColumn, Int64(clamping: order.count), Int64(clamping: end)])
    while let row = try rows.next() {
      let dot = Dot(ReplicaID(column: row[0]), UInt64(row[1] as Int64))
      let chain = (row[2] as Data?).map { Array($0) } ?? []
      changes += 1
      order.take(dot, chain, at: row[4], history: (row[5] as Data?).map { Array($0) })
      if (row[3] as Data?) == nil, order.count <= floor {
        order.heads[dot.replica] = (dot.sequence, chain)
        continue
      }
      let isBound = (row[6] as Data?).map { Array($0) } == order.chain(before: dot)
      // Why it cannot be decoded is of no use to a person: it is damaged.
      guard let body = (row[3] as Data?).map({ Array($0) }),
        let change = try? Canonical.decode(body), change.dot == dot
      else {
        faults.append(.unreadableChange(space, dot))
        continue
      }
      apply(change, chain: chain, body: body, isBound: isBound)
    }
  }

  private mutating func apply(
    _ change: Change, chain: [UInt8], body: [UInt8], isBound: Bool = true
  ) {
    if !isBound || !order.follows(change.dot, chain, body: body) {
      faults.append(.brokenChain(space, change.dot))
    }
    order.heads[change.dot.replica] = (change.dot.sequence, chain)
    for write in change.writes {
      records[write.key, default: Record(write.key)].apply(write, dot: change.dot)
    }
  }
}

/// The hub's sequence of a space as far as it was read.
struct HubOrder {
  let space: SpaceID
  var heads: [ReplicaID: (sequence: UInt64, chain: [UInt8])] = [:]
  private(set) var count: UInt64 = 0
  private(set) var isGapFree = true
  private(set) var hasRightHistory = true
  private(set) var history: [UInt8]

  init(space: SpaceID) {
    self.space = space
    history = HistoryHash.seed(space: space)
  }

  mutating func take(_ dot: Dot, _ chain: [UInt8], at position: Int64?, history told: [UInt8]?) {
    count += 1
    isGapFree = isGapFree && position == Int64(clamping: count)
    history = HistoryHash.next(after: history, chain: chain)
    let prefix = Array(history.prefix(HistoryHash.prefixByteCount))
    hasRightHistory = hasRightHistory && told == prefix
  }

  /// The chain before the author's next change.
  func chain(before next: Dot) -> [UInt8] {
    heads[next.replica]?.chain ?? HashChain.seed(space: space, replica: next.replica)
  }

  /// Whether a change follows from its author's last one.
  func follows(_ dot: Dot, _ chain: [UInt8], body: [UInt8]) -> Bool {
    dot.sequence == (heads[dot.replica]?.sequence ?? 0) + 1
      && HashChain.next(after: self.chain(before: dot), canonical: body) == chain
  }
}
