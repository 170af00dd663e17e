package import SyncCore

/// Who wrote each change of a segment and when.
package struct SegmentHeads: Hashable, Sendable {
  /// The changes in the hub's order.
  package let dots: [Dot]
  /// What each says of its time and author; as many.
  package let stamps: [Stamp]
  /// Where the segment begins; the chains of authors who wrote nothing in it are empty.
  package let start: LogPosition
  private let places: [Dot: Int]

  /// - Throws: what `naming` throws; ``ProtocolError``
  package init(
    _ bytes: [UInt8], _ directory: SegmentDirectory, naming: some WireNaming
  ) throws {
    let columns = try Columns.decode(bytes)
    guard columns.count == 3 else { throw ProtocolError.invalid(what: "columns", at: 0) }
    var names = RowReader(own: columns[0], naming: naming)
    var who = ByteReader(columns[1])
    var when = ByteReader(columns[2])
    start = try Self.start(directory, &names)
    var sequences = directory.runs.map(\.before)
    var last: [ReplicaID: Stamp] = [:]
    var milliseconds: Int64 = 0
    var dots: [Dot] = []
    var stamps: [Stamp] = []
    while !who.isAtEnd {
      let place = try who.count("author place", limit: directory.runs.count - 1)
      sequences[place] += 1
      let run = directory.runs[place]
      guard run.contains(sequences[place]) else {
        throw ProtocolError.invalid(what: "author", at: who.position)
      }
      dots.append(Dot(run.replica, sequences[place]))
      let (sum, overflow) = milliseconds.addingReportingOverflow(try when.signed())
      guard !overflow else { throw ProtocolError.invalid(what: "time", at: when.position) }
      milliseconds = try names.checkedMilliseconds(sum, at: when.position)
      let stamp = try Self.stamp(milliseconds, after: last[run.replica], &names)
      last[run.replica] = stamp
      stamps.append(stamp)
    }
    try when.finish()
    try names.bytes.finish()
    guard UInt64(dots.count) == directory.runs.reduce(0, { $0 + $1.count }) else {
      throw ProtocolError.invalid(what: "number of changes", at: who.position)
    }
    self.dots = dots
    self.stamps = stamps
    places = Dictionary(uniqueKeysWithValues: dots.enumerated().map { ($0.element, $0.offset) })
  }

  /// The place of a change in the segment, from 0.
  package func place(of dot: Dot) -> Int? { places[dot] }

  private static func start(
    _ directory: SegmentDirectory, _ names: inout RowReader<some WireNaming>
  ) throws -> LogPosition {
    var authors = try names.authors(at: directory.start)
    for run in directory.runs {
      guard run.before == authors[run.replica]?.sequence ?? 0 else {
        throw ProtocolError.invalid(what: "author", at: names.bytes.position)
      }
      authors[run.replica]?.chain = run.chain
    }
    return LogPosition(
      sequence: directory.start, history: directory.history, authors: authors)
  }

  private static func stamp(
    _ milliseconds: Int64, after last: Stamp?, _ names: inout RowReader<some WireNaming>
  ) throws -> Stamp {
    let flags = try names.bytes.byte()
    let time = try names.time(
      milliseconds, hasCounter: flags & SegmentHeadFlags.counter != 0)
    guard flags & SegmentHeadFlags.author == 0 else {
      return Stamp(time: time, actor: try names.actor(), clockOffset: try names.bytes.signed())
    }
    guard let last else { throw ProtocolError.invalid(what: "author", at: names.bytes.position) }
    return Stamp(time: time, actor: last.actor, clockOffset: last.clockOffset)
  }
}
