internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// Moves the rows of a space's log into sealed segments.
///
/// Rows and segments go only after what takes their place was read again, and gave the same changes
/// and the same history.
struct LogArchiver {
  let space: SpaceID
  let database: Database
  let sealed: SealedLog
  let rule: SealingRule

  private var spaceValue: ColumnValue { .blob(space.bytes) }

  /// Archives the oldest rows where too many wait, given the space's greatest hub sequence.
  func sealOldest(upTo head: UInt64) throws {
    let last = try sealed.last()
    guard head > last, rule.sealing(rows: head - last) > 0 else { return }
    sealed.forget()
    do {
      // Nothing that can be read is put behind what cannot.
      _ = try sealed.segments()
      try seal(rule.sealing(rows: head - last))
      try mergeLast()
    } catch StoreFault.unreadableSegment {
      // What came is kept as rows; whoever asks for what is damaged, and doctor, are told.
      sealed.forget()
    }
  }

  /// Archives all rows, in segments that are as large as they may be.
  func archive(upTo head: UInt64) throws {
    guard rule.archive > 0 else { return }
    sealed.forget()
    let last = try sealed.end().sequence
    if head > last { try seal(head - last) }
    let segments = try sealed.segments()
    for group in rule.archiving(sizes(of: segments)) { _ = try merge(segments[group]) }
  }

  /// Takes the changes up to a place out of the archive; of each a row without body stays.
  func open(upTo floor: UInt64) throws {
    for segment in try sealed.segments() where segment.first <= floor {
      let changes = try sealed.logged(segment)
      let opened = changes.prefix { $0.hubSequence <= floor }
      for change in opened { try insertHead(change) }
      let rest = changes.dropFirst(opened.count).map(\.change)
      var position = try sealed.position(in: segment, after: opened.count)
      try remove([segment])
      if !rest.isEmpty {
        try insert(
          LogSegment.seal(rest, in: space, after: &position, naming: sealed.naming))
      }
    }
    sealed.forget()
  }

  private func sizes(of segments: [SealedLog.Segment]) -> [(changes: UInt64, bytes: Int)] {
    segments.map { ($0.count, $0.rawBytes) }
  }

  private func mergeLast() throws {
    while true {
      let segments = try sealed.segments()
      guard let count = rule.merging(sizes(of: segments)) else { return }
      guard try merge(segments.suffix(count)) else { return }
    }
  }

  /// A row that waits to be archived.
  private struct WaitingRow {
    let dot: Dot
    let chainBefore: [UInt8]
    let chain: [UInt8]
    let history: [UInt8]
    let body: [UInt8]?
  }

  /// Archives so many of the oldest rows.
  private func seal(_ count: UInt64) throws {
    var position = try sealed.end()
    let end = position.sequence + count
    while position.sequence < end {
      let start = position.sequence
      try sealNext(end - start, after: &position)
      // What cannot be archived stays as it is.
      guard position.sequence > start else { return }
    }
  }

  private func sealNext(_ count: UInt64, after position: inout LogPosition) throws {
    let start = position.sequence
    var waiting: [WaitingRow] = []
    var bytes = 0
    for row in try rows(after: position.sequence, limit: min(count, rule.archive)) {
      guard let body = row.body else {
        if !waiting.isEmpty { break }
        position.skip(row.dot, chain: row.chain, in: space)
        continue
      }
      position.learn(chain: row.chainBefore, before: row.dot)
      bytes += body.count
      if !waiting.isEmpty, bytes > rule.bytes { break }
      waiting.append(row)
    }
    if position.sequence > start { try write(position) }
    try seal(waiting, after: &position)
  }

  private func rows(after place: UInt64, limit: UInt64) throws -> [WaitingRow] {
    try database.direct(
      """
      SELECT replica, sequence, chain_before, chain, history, body FROM change
      WHERE space = ? AND hub_sequence > ? ORDER BY hub_sequence LIMIT ?
      """
    ).all([spaceValue, .integer(Int64(clamping: place)), .integer(Int64(clamping: limit))]) {
      WaitingRow(
        dot: Dot(ReplicaID(column: $0.integer(0)), UInt64(clamping: $0.integer(1))),
        chainBefore: $0.bytes(2), chain: $0.bytes(3), history: $0.bytes(4), body: $0.bytesIfAny(5))
    }
  }

  /// Rows that cannot be told exactly in a segment stay rows.
  private func seal(_ rows: [WaitingRow], after position: inout LogPosition) throws {
    guard let last = rows.last else { return }
    let start = position.sequence
    var end = position
    do {
      let changes = try rows.map { try Canonical.decode($0.body ?? []) }
      let segment = try LogSegment.seal(changes, in: space, after: &end, naming: sealed.naming)
      guard end.history.starts(with: last.history) else { return }
      try insert(segment)
    } catch is ProtocolError {
      return
    }
    position = end
    try write(position)
    try database.direct(
      "DELETE FROM change WHERE space = ? AND hub_sequence > ? AND hub_sequence <= ?"
    ).run([
      spaceValue, .integer(Int64(clamping: start)), .integer(Int64(clamping: position.sequence)),
    ])
    sealed.forget()
  }

  /// Makes one segment of several; returns false where that is not possible: they stay as they are.
  private func merge(_ segments: ArraySlice<SealedLog.Segment>) throws -> Bool {
    let isGapFree = zip(segments, segments.dropFirst()).allSatisfy { $0.last + 1 == $1.first }
    guard let first = segments.first, isGapFree else { return false }
    var position = try sealed.heads(first).start
    for run in segments.flatMap(\.directory.runs) {
      position.learn(chain: run.chain, before: Dot(run.replica, run.before + 1))
    }
    let changes = try segments.flatMap { try sealed.logged($0) }
    let merged: LogSegment
    do {
      merged = try LogSegment.seal(
        changes.map(\.change), in: space, after: &position, naming: sealed.naming)
    } catch is ProtocolError {
      return false
    }
    guard position.history == changes.last?.history else { return false }
    try remove(Array(segments))
    try insert(merged)
    sealed.forget()
    return true
  }

  private func insert(_ segment: LogSegment) throws {
    try database.direct(
      """
      INSERT INTO log_segment (space, first, last, raw_bytes, directory, heads, bodies)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    ).run([
      spaceValue, .integer(Int64(clamping: segment.first)),
      .integer(Int64(clamping: segment.last)), .integer(Int64(segment.rawBytes)),
      .blob(segment.directory), .blob(segment.heads), .blob(segment.bodies),
    ])
  }

  private func remove(_ segments: [SealedLog.Segment]) throws {
    for segment in segments {
      try database.direct("DELETE FROM log_segment WHERE space = ? AND first = ?")
        .run([spaceValue, .integer(Int64(clamping: segment.first))])
    }
  }

  private func write(_ end: LogPosition) throws {
    try database.direct(
      "INSERT OR REPLACE INTO log_end (space, last, position) VALUES (?, ?, ?)"
    ).run([
      spaceValue, .integer(Int64(clamping: end.sequence)),
      .blob(try end.encoded(naming: sealed.naming)),
    ])
  }

  private func insertHead(_ logged: LoggedChange) throws {
    let stamp = logged.change.stamp
    try database.direct(
      """
      INSERT INTO change (space, replica, sequence, time, actor, clock_offset, chain, hub_sequence,
        history) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ).run([
      spaceValue, .integer(logged.change.dot.replica.column),
      .integer(Int64(clamping: logged.change.dot.sequence)), .integer(stamp.time.column),
      .text(stamp.actor.string), .integer(stamp.clockOffset), .blob(logged.chain),
      .integer(Int64(clamping: logged.hubSequence)),
      .blob(Array(logged.history.prefix(HistoryHash.prefixByteCount))),
    ])
  }
}
