internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// The archived part of one space's log, read inside one transaction.
final class SealedLog {
  /// Beyond so many opened segments all are let go: a transaction's memory has a bound.
  private static let openLimit = 8

  typealias Reader = SegmentReader<HubNaming>

  /// One segment as the table lists it.
  struct Segment {
    let first: UInt64
    let last: UInt64
    /// How many bytes its bodies take before they are deflated.
    let rawBytes: Int
    let directory: SegmentDirectory
  }

  private let space: SpaceID
  private let database: Database
  /// Nil where others may write between two transactions.
  private let cache: SegmentCache?
  private var listed: [Segment]?
  private var opened: [UInt64: Reader] = [:]

  init(space: SpaceID, database: Database, cache: SegmentCache? = nil) {
    self.space = space
    self.database = database
    self.cache = cache
  }

  private var spaceValue: ColumnValue { .blob(space.bytes) }
  /// Every number that was ever given is known.
  var naming: HubNaming {
    HubNaming(numbers: WireNumbers(space: space, database: database), cursor: .max)
  }

  /// Ascending.
  func segments() throws -> [Segment] {
    if let listed { return listed }
    let segments = try database.direct(
      """
      SELECT first, last, raw_bytes, directory FROM log_segment WHERE space = ? ORDER BY first
      """
    ).all([spaceValue]) { row in
      Segment(
        first: UInt64(clamping: row.integer(0)), last: UInt64(clamping: row.integer(1)),
        rawBytes: Int(row.integer(2)),
        directory: try SegmentDirectory(row.bytes(3), in: space))
    }
    listed = segments
    return segments
  }

  /// From now on the tables are asked: segments were made or taken away.
  func forget() {
    listed = nil
    opened = [:]
  }

  /// Where the archive ends, without chains; before the first change where nothing was archived yet.
  func end() throws -> LogPosition {
    try database.direct("SELECT position FROM log_end WHERE space = ?")
      .first([spaceValue]) { try LogPosition(encoded: $0.bytes(0), naming: naming) }
      ?? LogPosition(startOf: space)
  }

  func reader(_ segment: Segment) throws -> Reader {
    if let reader = opened[segment.first] { return reader }
    let key: [ColumnValue] = [spaceValue, .integer(Int64(clamping: segment.first))]
    let heads = try database.direct("SELECT heads FROM log_segment WHERE space = ? AND first = ?")
      .first(key) { $0.bytes(0) }
    let reader = try Reader(
      directory: segment.directory, heads: heads ?? [], in: space, naming: naming,
      bodies: { [database] in
        try database.direct("SELECT bodies FROM log_segment WHERE space = ? AND first = ?")
          .first(key) { $0.bytes(0) } ?? []
      })
    if opened.count >= Self.openLimit { opened = [:] }
    opened[segment.first] = reader
    return reader
  }

  func contains(_ dot: Dot) throws -> Bool {
    try segments().contains { $0.directory.contains(dot) }
  }

  /// The segment that holds a change, and the change's place in it; the latest are asked first.
  private func find(_ dot: Dot) throws -> (segment: Segment, reader: Reader, place: Int)? {
    guard let segment = try segments().last(where: { $0.directory.contains(dot) }) else {
      return nil
    }
    let reader = try reader(segment)
    return reader.heads.place(of: dot).map { (segment, reader, $0) }
  }

  func stamp(of dot: Dot) throws -> Stamp? {
    try find(dot).map { $0.reader.heads.stamps[$0.place] }
  }

  func hubSequence(of dot: Dot) throws -> UInt64? {
    try find(dot).map { $0.segment.first + UInt64($0.place) }
  }

  func change(_ dot: Dot) throws -> Change? {
    try find(dot).map { try $0.reader.changes()[$0.place] }
  }

  func chain(after dot: Dot) throws -> [UInt8]? {
    try find(dot).map { try logged($0.segment)[$0.place].chain }
  }

  /// What the author of an archived change had received, as far as its segment tells; where that is
  /// not the whole, the author's last change `before` the segment tells the rest.
  func clock(of dot: Dot) throws -> (clock: VersionVector, isWhole: Bool, before: UInt64)? {
    guard let found = try find(dot) else { return nil }
    let (clock, isWhole) = try found.reader.clock(at: found.place)
    let run = found.segment.directory.runs.first { $0.replica == dot.replica }
    return (clock, isWhole, run?.before ?? 0)
  }

  /// The first bytes of the history's hash at an archived place; nil where it is not archived.
  func history(at hubSequence: UInt64) throws -> [UInt8]? {
    guard
      let segment = try segments().last(where: {
        $0.first <= hubSequence && hubSequence <= $0.last
      })
    else { return nil }
    let change = try logged(segment)[Int(hubSequence - segment.first)]
    return Array(change.history.prefix(HistoryHash.prefixByteCount))
  }

  /// The changes of a segment with the hashes around them.
  func logged(_ segment: Segment) throws -> [LoggedChange] {
    guard let cache else { return try reader(segment).logged() }
    let key = SegmentCache.Key(space: space, first: segment.first, last: segment.last)
    return try cache.changes(key) { try reader(segment).logged() }
  }

  /// The hub sequence at which the archive ends; 0 where nothing was archived yet.
  func last() throws -> UInt64 {
    try database.direct("SELECT last FROM log_end WHERE space = ?")
      .first([spaceValue]) { UInt64(clamping: $0.integer(0)) } ?? 0
  }

  /// Calls `body` with each archived change after a hub sequence, in order, until it returns false.
  func forEach(
    after cursor: UInt64, _ body: (LoggedChange) throws -> Bool
  ) throws {
    guard try last() > cursor else { return }
    for segment in try segments() where segment.last > cursor {
      let known = cursor < segment.first ? 0 : Int(cursor - segment.first) + 1
      for change in try logged(segment).dropFirst(known) {
        guard try body(change) else { return }
      }
    }
  }
}
