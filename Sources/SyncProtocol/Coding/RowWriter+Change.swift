internal import SyncCore

extension RowWriter {
  mutating func run(_ run: ChangeRun) throws {
    guard let first = run.changes.first, run.chainPrefix.count == ChangeRun.chainPrefixByteCount,
      run.isContiguous
    else { throw ProtocolError.invalid(what: "run", at: bytes.bytes.count) }
    try replica(run.replica)
    bytes.raw(run.chainPrefix)
    bytes.unsigned(first.dot.sequence)
    author(of: first)
    var previous: Change?
    for (index, change) in run.changes.enumerated() {
      let hasMore = index < run.changes.count - 1
      try self.change(change, after: previous, in: run, hasMore: hasMore)
      previous = change
    }
  }

  private mutating func author(of change: Change) {
    actor(change.actor)
    bytes.signed(change.clockOffset)
  }

  private mutating func change(
    _ change: Change, after previous: Change?, in run: ChangeRun, hasMore: Bool
  ) throws {
    let isSameAuthor = previous.map {
      $0.actor == change.actor && $0.clockOffset == change.clockOffset
    }
    let flags = flags(of: change, isNewAuthor: isSameAuthor == false, hasMore: hasMore)
    bytes.byte(flags)
    if let previous {
      bytes.signed(change.time.milliseconds - previous.time.milliseconds)
    } else {
      bytes.unsigned(UInt64(change.time.milliseconds))
    }
    dayOrigin = RowDay.origin(of: change.time)
    if flags & ChangeFlags.counter != 0 { bytes.unsigned(UInt64(change.time.counter)) }
    if flags & ChangeFlags.intent != 0 { bytes.byte(change.intent.rawValue) }
    if flags & ChangeFlags.author != 0 { author(of: change) }
    if let note = change.note { bytes.text(note) }
    if !change.dependencies.isEmpty { try dots(change.dependencies) }
    if change.isExtended { bytes.extensions(of: change) }
    if flags & ChangeFlags.writes != 0 { bytes.count(change.writes.count) }
    for write in change.writes { try self.write(write, of: change) }
  }

  private func flags(of change: Change, isNewAuthor: Bool, hasMore: Bool) -> UInt8 {
    var flags: UInt8 = 0
    if change.note != nil { flags |= ChangeFlags.note }
    if !change.dependencies.isEmpty { flags |= ChangeFlags.dependencies }
    if change.isExtended { flags |= ChangeFlags.extensions }
    if change.time.counter != 0 { flags |= ChangeFlags.counter }
    if change.intent != .edit { flags |= ChangeFlags.intent }
    if isNewAuthor { flags |= ChangeFlags.author }
    if hasMore { flags |= ChangeFlags.more }
    if change.writes.count != 1 { flags |= ChangeFlags.writes }
    return flags
  }

  mutating func write(_ write: Write, of change: Change) throws {
    enter(.record)
    try record(write.key)
    enter(.field)
    name(write.field)
    enter(.shown)
    let cell = CellKey(record: write.key, field: write.field)
    let last = writes[cell]
    let small = Self.smallCount(of: write, after: last)
    let flags = baseFlags(write, of: change, shown: last)
    writes[cell] = BlockWrite(write, of: change.dot, time: change.time)
    bytes.byte(UInt8(small) | flags)
    if small == WriteFlags.supersedesFollow { bytes.count(write.supersedes.count) }
    if small != WriteFlags.supersedesLast {
      for shown in write.supersedes { try self.shown(shown, by: change) }
    }
    enterValue(of: write.field)
    if try last.map({ try !group(write.value, like: $0.value) }) ?? true {
      try value(write.value, in: .write, shown: write.supersedes)
    }
    guard let base = write.base else { return }
    try check(base.value, in: .plain)
    guard flags & WriteFlags.knownBase == 0 else { return }
    enter(.base)
    if flags & WriteFlags.fullBase != 0 { try dot(base.dot) }
    bytes.unsigned((change.time.milliseconds - base.time.milliseconds).magnitude)
    if base.time.counter != 0 { bytes.unsigned(UInt64(base.time.counter)) }
    try value(base.value, comparedWith: write.value)
  }

  /// How the number of superseded dots is told, given the last write of the cell in this block.
  private static func smallCount(of write: Write, after last: BlockWrite?) -> Int {
    if let last, write.supersedes == [last.dot] { return WriteFlags.supersedesLast }
    let count = write.supersedes.count
    return count < WriteFlags.supersedesLast ? count : WriteFlags.supersedesFollow
  }

  /// How the base is told, given the last write of the cell in this block.
  private func baseFlags(_ write: Write, of change: Change, shown: BlockWrite?) -> UInt8 {
    guard let base = write.base else { return 0 }
    if let shown, write.supersedes == [shown.dot] {
      if base == shown.asBase { return WriteFlags.shortBase | WriteFlags.knownBase }
      if base == shown.base { return WriteFlags.fullBase | WriteFlags.knownBase }
    }
    var flags = write.supersedes == [base.dot] ? WriteFlags.shortBase : WriteFlags.fullBase
    if base.time.counter != 0 { flags |= WriteFlags.baseCounter }
    if base.time.milliseconds > change.time.milliseconds { flags |= WriteFlags.baseLater }
    return flags
  }

  /// An own dot by how far it lies back, another's by its count.
  private mutating func shown(_ shown: Dot, by change: Change) throws {
    try replica(shown.replica)
    if shown.replica == change.dot.replica {
      bytes.signed(Int64(bitPattern: change.dot.sequence &- shown.sequence))
    } else {
      bytes.unsigned(shown.sequence)
    }
  }
}

extension ChangeRun {
  /// Whether the changes are consecutive changes of the run's replica.
  fileprivate var isContiguous: Bool {
    changes.allSatisfy { $0.dot.replica == replica }
      && zip(changes, changes.dropFirst()).allSatisfy { left, right in
        left.dot.sequence < right.dot.sequence && right.dot.sequence - left.dot.sequence == 1
      }
  }
}
