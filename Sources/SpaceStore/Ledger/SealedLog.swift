internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// The archived part of one space's log, read inside one transaction.
///
/// Whatever cannot be read, or does not lead to the hash that what follows it begins with, throws
/// ``StoreFault/unreadableSegment(_:first:)``.
final class SealedLog {
  /// Beyond so many opened segments, or heads of segments, all are let go: a transaction's memory has a
  /// bound.
  private static let openLimit = 8
  private static let headsLimit = 64

  typealias Reader = SegmentReader<HubNaming>

  /// One segment as the table lists it.
  struct Segment {
    let first: UInt64
    let last: UInt64
    /// How many bytes its bodies take before they are deflated.
    let rawBytes: Int
    let directory: SegmentDirectory

    var count: UInt64 { last - first + 1 }
  }

  private let space: SpaceID
  private let database: Database
  /// Of this transaction alone where others may write between two of them.
  private let cache: SegmentCache
  private var listed: [Segment]?
  private var heads: [UInt64: SegmentHeads] = [:]
  private var opened: [UInt64: Reader] = [:]

  init(space: SpaceID, database: Database, cache: SegmentCache? = nil) {
    self.space = space
    self.database = database
    self.cache = cache ?? SegmentCache()
  }

  private var spaceValue: ColumnValue { .blob(space.bytes) }
  /// Every number that was ever given is known.
  var naming: HubNaming {
    HubNaming(numbers: WireNumbers(space: space, database: database), cursor: .max)
  }

  /// Ascending, without overlap.
  func segments() throws -> [Segment] {
    if let listed { return listed }
    var end: UInt64 = 0
    let segments = try database.direct(
      """
      SELECT first, last, raw_bytes, directory FROM log_segment WHERE space = ? ORDER BY first
      """
    ).all([spaceValue]) { row in
      let first = UInt64(clamping: row.integer(0))
      return try decoding(first) {
        let segment = Segment(
          first: first, last: UInt64(clamping: row.integer(1)),
          rawBytes: Int(clamping: row.integer(2)),
          directory: try SegmentDirectory(row.bytes(3), in: space))
        guard segment.isSound, segment.first > end else {
          throw ProtocolError.invalid(what: "segment", at: 0)
        }
        end = segment.last
        return segment
      }
    }
    listed = segments
    return segments
  }

  /// From now on the tables are asked: segments were made or taken away.
  func forget() {
    listed = nil
    heads = [:]
    opened = [:]
  }

  /// The hub sequence at which the archive ends; 0 where nothing was archived yet.
  func last() throws -> UInt64 {
    try database.direct("SELECT last FROM log_end WHERE space = ?")
      .first([spaceValue]) { UInt64(clamping: $0.integer(0)) } ?? 0
  }

  /// Where the archive ends, without chains; before the first change where nothing was archived yet.
  func end() throws -> LogPosition {
    let bytes = try database.direct("SELECT position FROM log_end WHERE space = ?")
      .first([spaceValue]) { $0.bytes(0) }
    guard let bytes else { return LogPosition(startOf: space) }
    let last = try last()
    return try decoding(last) {
      let position = try LogPosition(encoded: bytes, naming: naming)
      guard position.sequence == last else {
        throw ProtocolError.invalid(what: "hub sequence", at: 0)
      }
      return position
    }
  }

  func heads(_ segment: Segment) throws -> SegmentHeads {
    if let known = heads[segment.first] { return known }
    let bytes = try column("heads", of: segment.first)
    let read = try decoding(segment.first) {
      try SegmentHeads(bytes, segment.directory, naming: naming)
    }
    if heads.count >= Self.headsLimit { heads = [:] }
    heads[segment.first] = read
    return read
  }

  private func reader(_ segment: Segment) throws -> Reader {
    if let reader = opened[segment.first] { return reader }
    let reader = Reader(
      directory: segment.directory, heads: try heads(segment),
      bodies: try column("bodies", of: segment.first), in: space, naming: naming)
    if opened.count >= Self.openLimit { opened = [:] }
    opened[segment.first] = reader
    return reader
  }

  private func column(_ name: String, of first: UInt64) throws -> [UInt8] {
    try database.direct("SELECT \(name) FROM log_segment WHERE space = ? AND first = ?")
      .first([spaceValue, .integer(Int64(clamping: first))]) { $0.bytes(0) } ?? []
  }

  /// The changes of a segment with the hashes around them.
  func logged(_ segment: Segment) throws -> [LoggedChange] {
    let key = SegmentCache.Key(space: space, first: segment.first, last: segment.last)
    return try cache.changes(key, bytes: segment.rawBytes) {
      let changes = try decoding(segment.first) { try reader(segment).logged() }
      try check(changes, of: segment)
      return changes
    }
  }

  /// Nothing else would tell that bytes of a segment were damaged and can still be read.
  private func check(_ changes: [LoggedChange], of segment: Segment) throws {
    let next = try segments().first { $0.first == segment.last + 1 }
    let isLast = try next == nil && last() == segment.last
    let expected = try next?.directory.history ?? (isLast ? end().history : nil)
    if let expected, changes.last?.history != expected {
      throw StoreFault.unreadableSegment(space, first: segment.first)
    }
  }

  /// Where the hub's order stands behind so many changes of a segment.
  func position(in segment: Segment, after count: Int) throws -> LogPosition {
    try decoding(segment.first) { try reader(segment).position(after: count) }
  }

  func contains(_ dot: Dot) throws -> Bool {
    try segments().contains { $0.directory.contains(dot) }
  }

  /// The segment that holds a change, and the change's place in it; the latest are asked first.
  private func find(_ dot: Dot) throws -> (segment: Segment, place: Int)? {
    guard let segment = try segments().last(where: { $0.directory.contains(dot) }) else {
      return nil
    }
    return try heads(segment).place(of: dot).map { (segment, $0) }
  }

  func stamp(of dot: Dot) throws -> Stamp? {
    try find(dot).map { try heads($0.segment).stamps[$0.place] }
  }

  func hubSequence(of dot: Dot) throws -> UInt64? {
    try find(dot).map { $0.segment.first + UInt64($0.place) }
  }

  func change(_ dot: Dot) throws -> Change? {
    try find(dot).map { try logged($0.segment)[$0.place].change }
  }

  func chain(after dot: Dot) throws -> [UInt8]? {
    try find(dot).map { try logged($0.segment)[$0.place].chain }
  }

  /// What the author of an archived change had received, as far as its segment tells; where that is
  /// not the whole, the author's last change `before` the segment tells the rest.
  func clock(of dot: Dot) throws -> (clock: VersionVector, isWhole: Bool, before: UInt64)? {
    guard let found = try find(dot) else { return nil }
    let (clock, isWhole) = try decoding(found.segment.first) {
      try reader(found.segment).clock(at: found.place)
    }
    let run = found.segment.directory.runs.first { $0.replica == dot.replica }
    return (clock, isWhole, run?.before ?? 0)
  }

  /// The first bytes of the history's hash at an archived place; nil where it is not archived.
  func history(at hubSequence: UInt64) throws -> [UInt8]? {
    try cache.history(SegmentCache.Place(space: space, hubSequence: hubSequence)) {
      let segment = try segments().last { $0.first <= hubSequence && hubSequence <= $0.last }
      guard let segment else { return nil }
      let change = try logged(segment)[Int(hubSequence - segment.first)]
      return Array(change.history.prefix(HistoryHash.prefixByteCount))
    }
  }

  /// Calls `body` with each archived change after a hub sequence, in order, until it returns false;
  /// of the segments only those that `isWanted`.
  func forEach(
    after cursor: UInt64, where isWanted: (Segment) -> Bool = { _ in true },
    _ body: (LoggedChange) throws -> Bool
  ) throws {
    guard try last() > cursor else { return }
    for segment in try segments() where segment.last > cursor && isWanted(segment) {
      let known = cursor < segment.first ? 0 : Int(cursor - segment.first) + 1
      for change in try logged(segment).dropFirst(known) {
        guard try body(change) else { return }
      }
    }
  }

  /// What cannot be decoded is damage of the hub's own, no fault of who asks.
  private func decoding<Result>(_ first: UInt64, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch is ProtocolError {
      throw StoreFault.unreadableSegment(space, first: first)
    }
  }
}

extension SealedLog.Segment {
  /// Whether the row says what its directory says.
  fileprivate var isSound: Bool {
    let count = directory.runs.reduce(UInt64(0)) { $0 + $1.count }
    return first > 0 && first - 1 == directory.start && rawBytes >= 0
      && rawBytes <= Int(Int32.max) && last == directory.start + count
  }
}
