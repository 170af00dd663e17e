internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

/// One thing that is wrong with a replica.
package enum ReplicaFault: Hashable, Sendable {
  /// SQLite found damage in the file.
  case file(String)
  /// A change of the log does not follow from the one before it.
  case brokenChain(SpaceID, Dot)
  /// A change cannot be decoded, or is not the one that its row says.
  case unreadableChange(SpaceID, Dot)
  /// An author's counter or chain is not that of its last change, or it is marked wrongly as sent.
  case wrongHead(SpaceID, ReplicaID)
  /// A row does not show what its cells say.
  case staleRow(SpaceID, RecordKey)
  /// The records are not what the log leads to.
  case recordsDiffer(SpaceID)
}

/// What a check of a replica looked at, and what it found.
package struct Examination: Hashable, Sendable {
  package internal(set) var faults: [ReplicaFault] = []
  package internal(set) var changes = 0
  package internal(set) var records = 0
  /// Spaces whose whole log is held, so that their records were rebuilt from it.
  package internal(set) var rebuiltSpaces = 0
  package internal(set) var spaces = 0

  package init() {}
}

extension DeviceStore {
  /// Checks the whole replica; changes nothing.
  package func examine() throws -> Examination {
    var examination = try reading { database in
      var examination = Examination()
      let rows = try String.fetchAll(database, sql: "PRAGMA integrity_check")
      examination.faults = rows.filter { $0 != "ok" }.map(ReplicaFault.file)
      return examination
    }
    guard examination.faults.isEmpty else { return examination }
    for space in try spaces() {
      try reading { database in
        try SpaceExaminer(ledger: ledger(space.id, database)).examine(into: &examination)
      }
    }
    return examination
  }
}

/// Checks one space of a replica: its log, its counters and its rows.
private struct SpaceExaminer {
  let ledger: SQLiteDeviceLedger

  func examine(into examination: inout Examination) throws {
    examination.spaces += 1
    let before = examination.faults.count
    try examineLog(&examination)
    try examineRows(&examination)
    // A log that is damaged leads nowhere.
    if examination.faults.count == before { try rebuild(&examination) }
  }

  private func examineLog(_ examination: inout Examination) throws {
    let rows = try Row.fetchCursor(
      ledger.database,
      sql: """
        SELECT replica, sequence, chain, body FROM change WHERE space = ? ORDER BY replica, sequence
        """, arguments: [ledger.spaceColumn])
    var last: (dot: Dot, chain: [UInt8]?)?
    var heads: [ReplicaID: (dot: Dot, chain: [UInt8]?)] = [:]
    while let row = try rows.next() {
      let dot = Dot(ReplicaID(column: row[0]), UInt64(row[1] as Int64))
      let chain = (row[2] as Data?).map { Array($0) }
      if let body = row[3] as Data? {
        examination.changes += 1
        let previous = previousChain(of: dot, last: last)
        if let fault = fault(of: Array(body), dot, chain: chain, after: previous) {
          examination.faults.append(fault)
        }
      }
      last = (dot, chain)
      heads[dot.replica] = (dot, chain)
    }
    for entry in try ledger.vector().entries {
      let head = try ledger.head(of: entry.replica)
      let isRight =
        heads[entry.replica].map { known in
          known.dot.sequence == entry.sequence && (known.chain == nil || known.chain == head?.chain)
        } ?? false
      if !isRight { examination.faults.append(.wrongHead(ledger.space, entry.replica)) }
    }
    // What is not marked would never be sent.
    let unmarked = try ledger.database.direct(
      "SELECT replica FROM author WHERE space = ? AND is_pending <> (sequence > accepted)"
    ).all([ledger.spaceValue]) { ReplicaID(column: $0.integer(0)) }
    examination.faults += unmarked.map { .wrongHead(ledger.space, $0) }
  }

  /// The chain's state before a change; nil where the log does not hold it.
  private func previousChain(of dot: Dot, last: (dot: Dot, chain: [UInt8]?)?) -> [UInt8]? {
    if dot.sequence == 1 { return HashChain.seed(space: ledger.space, replica: dot.replica) }
    guard let last, last.dot == Dot(dot.replica, dot.sequence - 1) else { return nil }
    return last.chain
  }

  private func fault(
    of body: [UInt8], _ dot: Dot, chain: [UInt8]?, after previous: [UInt8]?
  ) -> ReplicaFault? {
    // Why it cannot be decoded is of no use to a person: it is damaged.
    guard let change = try? Canonical.decode(body), change.dot == dot else {
      return .unreadableChange(ledger.space, dot)
    }
    guard let previous else { return nil }
    let isNext = HashChain.next(after: previous, canonical: body) == chain
    return isNext ? nil : .brokenChain(ledger.space, dot)
  }

  /// Every row must show what its cells say.
  private func examineRows(_ examination: inout Examination) throws {
    for layout in try ledger.boundCatalog().layouts {
      let table = RecordTable(layout: layout, space: ledger.space, database: ledger.database)
      for record in try table.loadAll() {
        examination.records += 1
        let split = try RecordSplit(record, kind: layout.kind) { try ledger.stamp(of: $0) }
        let columns =
          try ledger.database.direct(layout.selectRecord)
          .first([ledger.spaceValue, .integer(record.key.id.column)]) { $0.values(from: 1) } ?? []
        if columns != split.columns {
          examination.faults.append(.staleRow(ledger.space, record.key))
        }
      }
    }
  }

  /// Where the whole log is held, applying it must lead to the very same cells.
  private func rebuild(_ examination: inout Examination) throws {
    guard try ledger.hasWholeLog() else { return }
    var records: [RecordKey: Record] = [:]
    // Any order that a replica could have applied them in leads to the same cells; this one asks
    // for what a change depends on first.
    for change in try causalOrder() {
      for write in change.writes {
        records[write.key, default: Record(write.key)].apply(write, dot: change.dot)
      }
    }
    examination.rebuiltSpaces += 1
    if StateDigest.text(records.values) != (try ledger.digest()) {
      examination.faults.append(.recordsDiffer(ledger.space))
    }
  }

  private func causalOrder() throws -> [Change] {
    var waiting = Dictionary(grouping: try ledger.changes(), by: \.dot.replica)
      .mapValues { $0.sorted { $0.dot < $1.dot }[...] }
    var applied = VersionVector()
    var ordered: [Change] = []
    var hasProgress = true
    while hasProgress {
      hasProgress = false
      for replica in waiting.keys.sorted() {
        while let next = waiting[replica]?.first, next.dependencies.allSatisfy(applied.contains) {
          ordered.append(next)
          applied.insert(next.dot)
          waiting[replica]?.removeFirst()
          hasProgress = true
        }
      }
    }
    return ordered
  }
}
