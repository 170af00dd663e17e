internal import SyncCore

/// Writes consecutive changes of the hub's order as a segment.
struct SegmentWriter<Naming: WireNaming> {
  /// Where the hub's order stands behind the changes.
  let end: LogPosition
  private let space: SpaceID
  private let changes: [Change]
  private let start: LogPosition
  private var order: LogOrder
  private var rows: RowWriter<Naming>
  /// The authors of the changes, ascending.
  private let authors: [ReplicaID]

  init(
    _ changes: [Change], in space: SpaceID, after position: LogPosition, naming: Naming
  ) throws {
    self.changes = changes
    self.space = space
    start = position
    authors = Set(changes.lazy.map(\.dot.replica)).sorted()
    order = LogOrder(after: position)
    rows = RowWriter(columnsNaming: naming)
    headRows = RowWriter(naming: naming)
    var end = position
    for change in changes {
      guard change.dot.sequence == (end.authors[change.dot.replica]?.sequence ?? 0) + 1 else {
        throw ProtocolError.invalid(what: "sequence", at: 0)
      }
      try Self.write(change, &rows, &order)
      end.take(change.dot, canonical: Canonical.encode(change), in: space)
    }
    end.take(order)
    self.end = end
  }

  /// Names in the heads have a table of their own: they are read without the bodies.
  private var headRows: RowWriter<Naming>

  func segment() throws -> LogSegment {
    let columns = rows.columns
    return LogSegment(
      first: start.sequence + 1, last: end.sequence, rawBytes: columns.reduce(0) { $0 + $1.count },
      directory: directory, heads: try heads(), bodies: try Columns.encode(columns))
  }

  private var directory: [UInt8] {
    var writer = ByteWriter()
    writer.unsigned(start.sequence)
    writer.raw(start.history)
    writer.count(authors.count)
    let counts = Dictionary(grouping: changes, by: \.dot.replica).mapValues(\.count)
    for replica in authors {
      let before = start.authors[replica]
      writer.replica(replica)
      writer.unsigned(before?.sequence ?? 0)
      writer.count(counts[replica] ?? 0)
      if let before { writer.raw(before.chain) }
    }
    return writer.bytes
  }

  private func heads() throws -> [UInt8] {
    var names = headRows
    try names.authors(of: start)
    let places = Dictionary(
      uniqueKeysWithValues: authors.enumerated().map { ($0.element, $0.offset) })
    var who = ByteWriter()
    var when = ByteWriter()
    var last: [ReplicaID: Stamp] = [:]
    var milliseconds: Int64 = 0
    for change in changes {
      let stamp = change.stamp
      who.count(places[change.dot.replica] ?? 0)
      when.signed(stamp.time.milliseconds - milliseconds)
      milliseconds = stamp.time.milliseconds
      write(stamp, after: last[change.dot.replica], &names)
      last[change.dot.replica] = stamp
    }
    return try Columns.encode([names.bytes.bytes, who.bytes, when.bytes])
  }

  private func write(_ stamp: Stamp, after last: Stamp?, _ names: inout RowWriter<Naming>) {
    let isSame = last.map { $0.actor == stamp.actor && $0.clockOffset == stamp.clockOffset }
    var flags: UInt8 = 0
    if stamp.time.counter != 0 { flags |= SegmentHeadFlags.counter }
    if isSame != true { flags |= SegmentHeadFlags.author }
    names.bytes.byte(flags)
    if stamp.time.counter != 0 { names.bytes.unsigned(UInt64(stamp.time.counter)) }
    guard isSame != true else { return }
    names.actor(stamp.actor)
    names.bytes.signed(stamp.clockOffset)
  }

  private static func write(
    _ change: Change, _ rows: inout RowWriter<Naming>, _ order: inout LogOrder
  ) throws {
    let seen = order.seen(by: change.dot.replica, change.dependencies)
    rows.enter(.change)
    rows.bytes.byte(flags(of: change, isTold: seen != nil))
    if change.intent != .edit { rows.bytes.byte(change.intent.rawValue) }
    if let note = change.note { rows.bytes.text(note) }
    if change.isExtended { rows.bytes.extensions(of: change) }
    if change.writes.count != 1 { rows.bytes.count(change.writes.count) }
    if change.origin != nil {
      rows.bytes.unsigned(change.time.rawValue)
      rows.actor(change.actor)
    }
    if !change.dependencies.isEmpty {
      rows.enter(.dependencies)
      if let seen {
        rows.bytes.unsigned(order.sequence - seen)
      } else {
        try rows.dots(change.dependencies)
      }
    }
    rows.dayOrigin = RowDay.origin(of: change.time)
    for write in change.writes { try rows.write(write, of: change) }
    order.take(change.dot, change.dependencies, seen: seen)
  }

  private static func flags(of change: Change, isTold: Bool) -> UInt8 {
    var flags: UInt8 = 0
    if change.note != nil { flags |= SegmentFlags.note }
    if !change.dependencies.isEmpty {
      flags |= isTold ? SegmentFlags.place : SegmentFlags.dependencies
    }
    if change.isExtended { flags |= SegmentFlags.extensions }
    if change.intent != .edit { flags |= SegmentFlags.intent }
    if change.writes.count != 1 { flags |= SegmentFlags.writes }
    if change.origin != nil { flags |= SegmentFlags.again }
    return flags
  }
}
