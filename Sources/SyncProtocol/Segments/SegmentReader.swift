package import SyncCore

/// Reads a sealed segment: at first its heads, what was written when it is asked for.
package final class SegmentReader<Naming: WireNaming> {
  package let directory: SegmentDirectory
  package let heads: SegmentHeads
  private let space: SpaceID
  private let naming: Naming
  private let bodies: [UInt8]
  private var known: [ReadChange]?

  private struct ReadChange {
    let change: Change
    /// See ``LogOrder/seen(by:_:)``.
    let seen: UInt64?
  }

  package init(
    directory: SegmentDirectory, heads: SegmentHeads, bodies: [UInt8], in space: SpaceID,
    naming: Naming
  ) {
    self.directory = directory
    self.heads = heads
    self.bodies = bodies
    self.space = space
    self.naming = naming
  }

  /// - Throws: what `naming` throws; ``ProtocolError`` where the segment is damaged.
  package convenience init(_ segment: LogSegment, in space: SpaceID, naming: Naming) throws {
    let directory = try SegmentDirectory(segment.directory, in: space)
    self.init(
      directory: directory, heads: try SegmentHeads(segment.heads, directory, naming: naming),
      bodies: segment.bodies, in: space, naming: naming)
  }

  /// The changes in the hub's order.
  ///
  /// - Throws: what the naming throws; ``ProtocolError``
  package func changes() throws -> [Change] { try read().map(\.change) }

  private func read() throws -> [ReadChange] {
    if let known { return known }
    var rows = try RowReader(columns: try Columns.decode(bodies), naming: naming)
    var order = LogOrder(after: heads.start)
    var changes: [ReadChange] = []
    for (dot, stamp) in zip(heads.dots, heads.stamps) {
      changes.append(try Self.change(dot, stamp, &rows, &order))
    }
    try rows.finishColumns()
    known = changes
    return changes
  }

  /// The changes with the hashes around them.
  ///
  /// - Throws: see ``changes()``
  package func logged() throws -> [LoggedChange] {
    var position = heads.start
    return try changes().map { change in
      let before =
        position.authors[change.dot.replica]?.chain
        ?? HashChain.seed(space: space, replica: change.dot.replica)
      position.take(change.dot, canonical: Canonical.encode(change), in: space)
      return LoggedChange(
        change: change, hubSequence: position.sequence, chainBefore: before,
        chain: position.authors[change.dot.replica]?.chain ?? [], history: position.history)
    }
  }

  /// Where the hub's order stands behind so many changes of the segment.
  ///
  /// - Throws: see ``changes()``
  package func position(after count: Int) throws -> LogPosition {
    var position = heads.start
    var order = LogOrder(after: position)
    for entry in try read().prefix(count) {
      let change = entry.change
      position.take(change.dot, canonical: Canonical.encode(change), in: space)
      order.take(change.dot, change.dependencies, seen: entry.seen)
    }
    position.take(order)
    return position
  }

  /// What the author of the change at a place of the segment had received, own changes left out.
  ///
  /// Where `isWhole` is not set, what the author had received before the segment comes in addition.
  ///
  /// - Throws: see ``changes()``
  package func clock(at place: Int) throws -> (clock: VersionVector, isWhole: Bool) {
    let changes = try read()
    let author = changes[place].change.dot.replica
    var order = LogOrder(after: heads.start)
    var gathered = VersionVector()
    for entry in changes[...place] {
      order.take(entry.change.dot, entry.change.dependencies, seen: entry.seen)
      guard entry.change.dot.replica == author else { continue }
      for dot in entry.change.dependencies { gathered.insert(dot) }
    }
    if let told = order.authors[author], told.isExact,
      let received = order.written(after: 0, upTo: told.seen, except: author)
    {
      return (VersionVector(received), true)
    }
    return (gathered, heads.start.authors[author] == nil)
  }

  private static func change(
    _ dot: Dot, _ stamp: Stamp, _ rows: inout RowReader<Naming>, _ order: inout LogOrder
  ) throws -> ReadChange {
    rows.enter(.change)
    let flags = try rows.bytes.byte()
    func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
    let intent = has(SegmentFlags.intent) ? Intent(rawValue: try rows.bytes.byte()) : .edit
    let note = has(SegmentFlags.note) ? try rows.bytes.text("note", limit: Limits.textBytes) : nil
    let (origin, extensions) =
      has(SegmentFlags.extensions) ? try rows.bytes.extensions() : (nil, [])
    let count =
      has(SegmentFlags.writes) ? try rows.bytes.count("writes", limit: Limits.writesPerChange) : 1
    var (time, actor) = (stamp.time, stamp.actor)
    if has(SegmentFlags.again) {
      time = HybridTime(rawValue: try rows.bytes.unsigned())
      actor = try rows.actor()
    }
    let (dependencies, seen) = try dependencies(of: dot, flags, &rows, order)
    rows.dayOrigin = RowDay.origin(of: time)
    let writes = try rows.writes(count, of: dot, at: time)
    order.take(dot, dependencies, seen: seen)
    let change = Change(
      dot: dot, dependencies: dependencies, time: time, actor: actor,
      clockOffset: stamp.clockOffset, intent: intent, note: note, origin: origin, writes: writes,
      extensions: extensions)
    return ReadChange(change: change, seen: seen)
  }

  private static func dependencies(
    of dot: Dot, _ flags: UInt8, _ rows: inout RowReader<Naming>, _ order: LogOrder
  ) throws -> (dots: [Dot], seen: UInt64?) {
    let before = order.authors[dot.replica]?.seen ?? 0
    rows.enter(.dependencies)
    switch (flags & SegmentFlags.place != 0, flags & SegmentFlags.dependencies != 0) {
    case (false, false): return ([], before)
    case (false, true): return (try rows.vector().entries, nil)
    case (true, false):
      let distance = try rows.bytes.unsigned()
      if distance <= order.sequence {
        let seen = order.sequence - distance
        if let dots = order.written(after: before, upTo: seen, except: dot.replica) {
          return (dots, seen)
        }
      }
      fallthrough
    default: throw ProtocolError.invalid(what: "dependencies", at: rows.bytes.position)
    }
  }
}
