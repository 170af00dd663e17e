internal import SyncCore

extension RowReader {
  /// The most bytes that one byte of rows can become in canonical form: a name's number and its text.
  private static var growth: Int { Limits.nameBytes + 1 }

  mutating func run(_ budget: inout BlockBudget) throws -> ChangeRun {
    let replica = try replica()
    let prefix = Array(try bytes.raw(ChangeRun.chainPrefixByteCount))
    var sequence = try bytes.sequence()
    var author = try author()
    var changes: [Change] = []
    var hasMore = true
    while hasMore {
      try budget.take(changes: 1)
      let head = ChangeHead(
        dot: Dot(replica, sequence), previous: changes.last?.time, author: author)
      let start = bytes.position
      hasBorrowed = false
      let (change, flags) = try change(head, &budget)
      try checkSize(of: change, rows: bytes.position - start)
      changes.append(change)
      hasMore = flags & ChangeFlags.more != 0
      guard !hasMore || sequence < Limits.number else {
        throw ProtocolError.tooLarge(
          what: "sequence", size: sequence + 1, limit: Limits.number)
      }
      sequence += 1
      author = (change.actor, change.clockOffset)
    }
    return ChangeRun(replica: replica, chainPrefix: prefix, changes: changes)
  }

  private struct ChangeHead {
    let dot: Dot
    let previous: HybridTime?
    let author: (actor: Text, offset: Int64)
  }

  private mutating func author() throws(ProtocolError) -> (actor: Text, offset: Int64) {
    let actor = try actor()
    return (actor, try bytes.signed())
  }

  private func checkSize(of change: Change, rows: Int) throws(ProtocolError) {
    guard hasBorrowed || rows > Limits.changeBytes / Self.growth else { return }
    let size = Canonical.encode(change).count
    guard size <= Limits.changeBytes else {
      throw .tooLarge(what: "change", size: UInt64(size), limit: UInt64(Limits.changeBytes))
    }
  }

  private mutating func change(
    _ head: ChangeHead, _ budget: inout BlockBudget
  ) throws -> (Change, flags: UInt8) {
    let flags = try bytes.byte()
    func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
    let milliseconds = try milliseconds(after: head.previous)
    let time = try time(milliseconds, hasCounter: has(ChangeFlags.counter))
    dayOrigin = RowDay.origin(of: time)
    let intent = has(ChangeFlags.intent) ? Intent(rawValue: try bytes.byte()) : .edit
    let author = has(ChangeFlags.author) ? try author() : head.author
    let note =
      has(ChangeFlags.note) ? try bytes.text("note", limit: Limits.textBytes) : nil
    let dependencies = has(ChangeFlags.dependencies) ? try vector().entries : []
    let (origin, extensions) =
      has(ChangeFlags.extensions) ? try bytes.extensions() : (nil, [])
    let count =
      has(ChangeFlags.writes) ? try bytes.count("writes", limit: Limits.writesPerChange) : 1
    try budget.take(writes: count)
    let change = Change(
      dot: head.dot, dependencies: dependencies, time: time, actor: author.actor,
      clockOffset: author.offset, intent: intent, note: note, origin: origin,
      writes: try writes(count, of: head.dot, at: time), extensions: extensions)
    return (change, flags)
  }

  /// Milliseconds since 1970: of a run's first change in full, of the others by the difference.
  private mutating func milliseconds(after previous: HybridTime?) throws(ProtocolError) -> Int64 {
    let start = bytes.position
    guard let previous else {
      let value = try bytes.unsigned()
      return try checkedMilliseconds(Int64(clamping: value), at: start)
    }
    let (sum, overflow) = previous.milliseconds.addingReportingOverflow(try bytes.signed())
    if overflow { throw .invalid(what: "time", at: start) }
    return try checkedMilliseconds(sum, at: start)
  }

  func checkedMilliseconds(_ value: Int64, at start: Int) throws(ProtocolError) -> Int64 {
    guard value >= 0, value <= Int64(HybridTime.maximumMilliseconds) else {
      throw .invalid(what: "time", at: start)
    }
    return value
  }

  mutating func time(
    _ milliseconds: Int64, hasCounter: Bool
  ) throws(ProtocolError) -> HybridTime {
    let counter = hasCounter ? try bytes.count("counter", limit: Int(UInt16.max)) : 0
    return HybridTime(milliseconds: milliseconds, counter: UInt16(counter))
  }
}
