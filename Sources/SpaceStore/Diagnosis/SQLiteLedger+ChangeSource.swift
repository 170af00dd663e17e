package import Diagnostics
internal import GRDB
package import SyncCore

extension SQLiteLedger: ChangeSource {
  package func offsetLearned(after dot: Dot) throws -> Int64? {
    let known = try stamp(of: dot).clockOffset
    let last = dot.sequence + LearnedOffset.reach
    // Most clocks are right: whether anything was learned is asked before a body is read.
    let statement = try database.cachedStatement(
      sql: """
        SELECT min(sequence) FROM change
        WHERE space = ? AND replica = ? AND sequence > ? AND sequence <= ? AND clock_offset <> ?
        """)
    let found = try Int64.fetchOne(
      statement,
      arguments: [spaceColumn, dot.replica.column, Int64(dot.sequence), Int64(last), known])
    // In the archive nothing is found by an index: there they are looked at one by one.
    let isArchived = try log.sealed.contains(Dot(dot.replica, dot.sequence + 1))
    guard let end = isArchived ? last : found.map({ UInt64($0) }) else { return nil }
    var learned = LearnedOffset(known: known)
    for sequence in (dot.sequence + 1)...end where !learned.isSettled {
      learned.note(try change(Dot(dot.replica, sequence)))
    }
    return learned.offset
  }

  /// Why a field of a record says what it says.
  ///
  /// `archive` holds changes that somebody else still has and this log has not.
  package func explanation(
    _ key: RecordKey, _ field: Text, archive: [Dot: Change] = [:]
  ) throws -> Explanation {
    let record = try record(key)
    return try Explanation(
      of: key, field: field, cell: record.cells[field], reading: reading(of: record, field),
      policy: try policy(of: key.kind, field),
      from: ArchivedSource(ledger: self, archive: archive))
  }

  /// The changes that wrote a record, or one field of it, by time, as far as the log holds them.
  ///
  /// Whatever is not live was superseded by a write that is, or was superseded in turn: so all of
  /// them are found by their names, and the rest of the log is not read.
  package func history(
    of key: RecordKey, _ field: Text? = nil, archive: [Dot: Change] = [:]
  ) throws -> CellHistory {
    let cells = try record(key).cells.filter { field == nil || $0.key == field }
    // One change may have written several of the cells.
    var seen = Set(cells.values.flatMap { ($0.siblings + $0.past).map(\.dot) })
    var waiting = Array(seen)
    var history = CellHistory()
    while let dot = waiting.popLast() {
      guard let change = try archive[dot] ?? change(dot) else {
        history.missing.append(dot)
        continue
      }
      history.changes.append(change)
      for write in change.writes where write.key == key && (field == nil || write.field == field) {
        for shown in write.supersedes where seen.insert(shown).inserted { waiting.append(shown) }
      }
    }
    history.changes.sort { ($0.time, $0.dot) < ($1.time, $1.dot) }
    history.missing.sort()
    return history
  }
}

/// The changes that led to a cell or a record.
package struct CellHistory: Hashable, Sendable {
  /// By time.
  package fileprivate(set) var changes: [Change] = []
  /// Changes that are known to have been there and whose bodies are not held, ascending.
  package fileprivate(set) var missing: [Dot] = []
}

/// A log together with changes from the hub's archive.
private struct ArchivedSource: ChangeSource {
  let ledger: SQLiteLedger
  let archive: [Dot: Change]

  func stamp(of dot: Dot) throws -> Stamp { try archive[dot]?.stamp ?? ledger.stamp(of: dot) }
  func change(_ dot: Dot) throws -> Change? { try archive[dot] ?? ledger.change(dot) }
  func clock(of dot: Dot) throws -> VersionVector? { try ledger.clock(of: dot) }
  func rewritingCause(of change: Change) throws -> RewritingCause {
    try ledger.rewritingCause(of: change)
  }
  func offsetLearned(after dot: Dot) throws -> Int64? { try ledger.offsetLearned(after: dot) }
}
