package import SyncCore

/// Consecutive changes of one space in the hub's order, in the form in which they are archived.
///
/// It stands by itself: chains and history are computed again from where it begins, times and authors
/// stand apart from what was written, and each part of the rows is a column, deflated by itself.
package struct LogSegment: Hashable, Sendable {
  /// The hub sequences of the first and the last change.
  package let first: UInt64
  package let last: UInt64
  /// How many bytes the bodies take before they are deflated.
  package let rawBytes: Int
  /// Where it begins, and whose changes it holds: see ``SegmentDirectory``.
  package let directory: [UInt8]
  /// Author and time of each change: see ``SegmentHeads``.
  package let heads: [UInt8]
  /// What the changes wrote.
  package let bodies: [UInt8]

  init(
    first: UInt64, last: UInt64, rawBytes: Int, directory: [UInt8], heads: [UInt8],
    bodies: [UInt8]
  ) {
    self.first = first
    self.last = last
    self.rawBytes = rawBytes
    self.directory = directory
    self.heads = heads
    self.bodies = bodies
  }

  /// Encodes the changes that follow `position`, and moves it on behind them.
  ///
  /// What comes out is read again before it is given out.
  ///
  /// - Throws: what `naming` throws; ``ProtocolError`` where the changes cannot be told exactly.
  package static func seal(
    _ changes: [Change], in space: SpaceID, after position: inout LogPosition,
    naming: some WireNaming
  ) throws -> LogSegment {
    let writer = try SegmentWriter(changes, in: space, after: position, naming: naming)
    let segment = try writer.segment()
    let read = try SegmentReader(segment, in: space, naming: naming)
    let end = try read.position(after: changes.count)
    guard try read.changes() == changes, end == writer.end.withChains(of: read.directory) else {
      throw ProtocolError.invalid(what: "segment", at: 0)
    }
    position = writer.end
    return segment
  }
}

/// A change in the hub's order with the hashes around it.
package struct LoggedChange: Hashable, Sendable {
  package let change: Change
  package let hubSequence: UInt64
  /// The states of the author's chain before and after it, 32 bytes each.
  package let chainBefore: [UInt8]
  package let chain: [UInt8]
  /// The history's hash there, 32 bytes.
  package let history: [UInt8]
}

/// Lists of bytes one after the other, each a block of its own.
enum Columns {
  static func encode(_ columns: [[UInt8]]) throws(ProtocolError) -> [UInt8] {
    var writer = ByteWriter()
    for column in columns { writer.counted(try Block.encode(column)) }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> [[UInt8]] {
    var reader = ByteReader(bytes)
    var columns: [[UInt8]] = []
    while !reader.isAtEnd {
      columns.append(try Block.decode(try reader.counted("column", limit: Limits.rawBlockBytes)))
    }
    return columns
  }
}

/// The bits of a change's first byte in a segment.
enum SegmentFlags {
  static let note: UInt8 = 1 << 0
  /// It depends on what a place in the hub's order tells.
  static let place: UInt8 = 1 << 1
  /// It depends on changes that are named.
  static let dependencies: UInt8 = 1 << 2
  static let extensions: UInt8 = 1 << 3
  /// The intent is not an edit.
  static let intent: UInt8 = 1 << 4
  /// The number of writes is not 1.
  static let writes: UInt8 = 1 << 5
  /// It writes another one again: its own time and author follow, the heads have those of the first.
  static let again: UInt8 = 1 << 6
}

/// The bits of a change's byte in the heads of a segment.
enum SegmentHeadFlags {
  /// The time's counter is not 0.
  static let counter: UInt8 = 1 << 0
  /// Actor and clock offset are not those of the same replica's change before.
  static let author: UInt8 = 1 << 1
}
