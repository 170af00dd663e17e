internal import SyncCore

extension RowReader {
  mutating func writes(_ count: Int, of author: Dot, at time: HybridTime) throws -> [Write] {
    var writes: [Write] = []
    for _ in 0..<count {
      let start = bytes.position
      let write = try write(of: author, at: time)
      if let last = writes.last, (last.key, last.field) >= (write.key, write.field) {
        throw ProtocolError.invalid(what: "order of writes", at: start)
      }
      writes.append(write)
    }
    try writes.checkHunks()
    return writes
  }

  private mutating func write(of author: Dot, at time: HybridTime) throws -> Write {
    enter(.record)
    let key = try record()
    enter(.field)
    let field = try name("field")
    enter(.shown)
    let start = bytes.position
    let flags = try bytes.byte()
    let cell = CellKey(record: key, field: field)
    let last = writes[cell]
    let supersedes = try superseded(flags, by: author, after: last)
    try enterValue(of: field)
    let value = try value(in: .write, shown: supersedes, like: last?.value)
    var base: Base?
    switch flags & ~WriteFlags.supersedes {
    case 0: break
    case WriteFlags.shortBase | WriteFlags.knownBase:
      base = try Self.borrowed(last, shownBy: supersedes, at: start).asBase
      hasBorrowed = true
    case WriteFlags.fullBase | WriteFlags.knownBase:
      base = try Self.borrowed(last, shownBy: supersedes, at: start).base
      hasBorrowed = true
    default:
      guard flags & WriteFlags.knownBase == 0 else {
        throw ProtocolError.invalid(what: "write", at: start)
      }
      enter(.base)
      let dot = try baseDot(flags, supersedes: supersedes, at: start)
      let baseTime = try baseTime(flags, before: time)
      base = Base(
        dot: dot, time: baseTime, value: try self.value(in: .plain, like: value))
    }
    if let base, !ValuePlace.plain.allows(base.value) {
      throw ProtocolError.invalid(what: "base", at: start)
    }
    let write = Write(key, field, supersedes: supersedes, value: value, base: base)
    writes[cell] = BlockWrite(write, of: author, time: time)
    return write
  }

  private mutating func superseded(
    _ flags: UInt8, by author: Dot, after last: BlockWrite?
  ) throws -> [Dot] {
    switch Int(flags & WriteFlags.supersedes) {
    case WriteFlags.supersedesLast:
      guard let last else { throw ProtocolError.invalid(what: "dots", at: bytes.position) }
      return [last.dot]
    case WriteFlags.supersedesFollow:
      return try shown(try bytes.count("dots", limit: Limits.dotsPerCell), by: author)
    case let count: return try shown(count, by: author)
    }
  }

  /// The last write of the cell in this block, which must be the only superseded one.
  private static func borrowed(
    _ last: BlockWrite?, shownBy supersedes: [Dot], at start: Int
  ) throws(ProtocolError) -> BlockWrite {
    guard let last, supersedes == [last.dot] else { throw .invalid(what: "base", at: start) }
    return last
  }

  private mutating func baseDot(_ flags: UInt8, supersedes: [Dot], at start: Int) throws -> Dot {
    switch (flags & WriteFlags.shortBase != 0, flags & WriteFlags.fullBase != 0) {
    case (true, false) where supersedes.count == 1: return supersedes[0]
    case (false, true): return try dot()
    default: throw ProtocolError.invalid(what: "write", at: start)
    }
  }

  private mutating func baseTime(
    _ flags: UInt8, before time: HybridTime
  ) throws(ProtocolError) -> HybridTime {
    let start = bytes.position
    let distance = Int64(clamping: try bytes.unsigned())
    let (milliseconds, overflow) =
      flags & WriteFlags.baseLater != 0
      ? time.milliseconds.addingReportingOverflow(distance)
      : time.milliseconds.subtractingReportingOverflow(distance)
    if overflow { throw .invalid(what: "time", at: start) }
    let checked = try checkedMilliseconds(milliseconds, at: start)
    return try self.time(checked, hasCounter: flags & WriteFlags.baseCounter != 0)
  }

  private mutating func shown(_ count: Int, by author: Dot) throws -> [Dot] {
    var dots: [Dot] = []
    for _ in 0..<count {
      let start = bytes.position
      let dot = try shownDot(by: author)
      if let last = dots.last, last >= dot {
        throw ProtocolError.invalid(what: "order of dots", at: start)
      }
      dots.append(dot)
    }
    return dots
  }

  /// An own dot by how far it lies back, another's by its count.
  private mutating func shownDot(by author: Dot) throws -> Dot {
    let replica = try replica()
    guard replica == author.replica else { return Dot(replica, try bytes.sequence()) }
    let start = bytes.position
    let (sequence, overflow) = Int64(clamping: author.sequence)
      .subtractingReportingOverflow(try bytes.signed())
    guard !overflow, sequence > 0 else { throw ProtocolError.invalid(what: "sequence", at: start) }
    return Dot(replica, UInt64(sequence))
  }
}
