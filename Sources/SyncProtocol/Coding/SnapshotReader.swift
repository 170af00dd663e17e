internal import SyncCore

/// Reads what ``SnapshotWriter`` wrote.
struct SnapshotReader {
  var rows: RowReader<PortableNaming>
  private var dots: [Dot] = []
  private var budget = BlockBudget()

  init(raw: [UInt8]) { rows = RowReader(raw, naming: PortableNaming()) }

  mutating func part() throws -> SnapshotPart {
    let heads = try heads()
    try dotTable()
    let stamps = try stamps()
    let clocks = try clocks()
    let count = try rows.bytes.count("kinds", limit: Limits.entriesPerBlock)
    var kinds: [[SnapshotRecord]] = []
    var last: Text?
    for _ in 0..<count {
      let start = rows.bytes.position
      let kind = try rows.name("kind")
      if let last, last >= kind {
        throw ProtocolError.invalid(what: "order of kinds", at: start)
      }
      last = kind
      kinds.append(try keys(of: kind))
    }
    var records: [SnapshotRecord] = []
    for kind in kinds { records += try filled(kind) }
    records.sort { $0.ordinal < $1.ordinal }
    for (left, right) in zip(records, records.dropFirst()) where left.ordinal == right.ordinal {
      throw ProtocolError.invalid(what: "order of records", at: rows.bytes.position)
    }
    let spines = try spines()
    let rewritings = try rewritings()
    try rows.bytes.finish()
    return SnapshotPart(
      heads: heads, stamps: stamps, clocks: clocks, records: records, spines: spines,
      rewritings: rewritings)
  }

  private mutating func heads() throws -> [SnapshotHead] {
    let count = try rows.bytes.count("heads", limit: Limits.replicas)
    var heads: [SnapshotHead] = []
    for _ in 0..<count {
      let replica = try rows.replica()
      let number = try rows.bytes.number("replica number")
      let sequence = try rows.bytes.number("sequence")
      let chain = Array(try rows.bytes.raw(DomainHash.byteCount))
      let head = AuthorHead(sequence: sequence, chain: chain, clock: try rows.vector())
      heads.append(SnapshotHead(replica: replica, number: number, head: head))
    }
    return heads
  }

  private mutating func dotTable() throws {
    let count = try rows.bytes.count("replicas", limit: Limits.replicas)
    for _ in 0..<count {
      let start = rows.bytes.position
      let replica = try rows.replica()
      if let last = dots.last, last.replica >= replica {
        throw ProtocolError.invalid(what: "order of dots", at: start)
      }
      let length = try rows.bytes.count("dots", limit: Limits.entriesPerBlock - dots.count)
      var sequence: UInt64 = 0
      for _ in 0..<length {
        let start = rows.bytes.position
        let (sum, overflow) = sequence.addingReportingOverflow(try rows.bytes.sequence())
        guard !overflow, sum <= Limits.number else {
          throw ProtocolError.invalid(what: "sequence", at: start)
        }
        sequence = sum
        dots.append(Dot(replica, sequence))
      }
    }
  }

  private mutating func stamps() throws -> [Dot: Stamp] {
    let stamped = try rows.bytes.places(dots.count).map { dots[$0] }
    var times: [Int64] = []
    for _ in stamped {
      let start = rows.bytes.position
      let (sum, overflow) = (times.last ?? 0).addingReportingOverflow(try rows.bytes.signed())
      guard !overflow, sum >= 0, sum <= Int64(HybridTime.maximumMilliseconds) else {
        throw ProtocolError.invalid(what: "time", at: start)
      }
      times.append(sum)
    }
    let counters = try column(stamped.count) { rows in
      UInt16(try rows.bytes.count("counter", limit: Int(UInt16.max)))
    }
    let actors = try column(stamped.count) { try $0.actor() }
    let offsets = try column(stamped.count) { try $0.bytes.signed() }
    var stamps: [Dot: Stamp] = [:]
    for (index, dot) in stamped.enumerated() {
      let time = HybridTime(milliseconds: times[index], counter: counters[index])
      stamps[dot] = Stamp(time: time, actor: actors[index], clockOffset: offsets[index])
    }
    return stamps
  }

  /// A column of runs, each a value and how often it is repeated.
  private mutating func column<Element>(
    _ count: Int, value: (inout RowReader<PortableNaming>) throws -> Element
  ) throws -> [Element] {
    var column: [Element] = []
    while column.count < count {
      let element = try value(&rows)
      let length = try rows.bytes.runLength(left: count - column.count)
      column += repeatElement(element, count: length)
    }
    return column
  }

  private mutating func clocks() throws -> [Dot: VersionVector] {
    let count = try rows.bytes.count("clocks", limit: dots.count)
    var clocks: [Dot: VersionVector] = [:]
    for _ in 0..<count {
      let start = rows.bytes.position
      let dot = try dot(place: try rows.bytes.unsigned())
      guard clocks[dot] == nil else {
        throw ProtocolError.invalid(what: "two clocks of one change", at: start)
      }
      clocks[dot] = try rows.vector()
    }
    return clocks
  }

  private func dot(place: UInt64) throws(ProtocolError) -> Dot {
    guard place < UInt64(dots.count) else { throw .unknownName(what: "dot place", number: place) }
    return dots[Int(place)]
  }

  private mutating func keys(of kind: Text) throws -> [SnapshotRecord] {
    let count = try rows.bytes.count("records", limit: Limits.entriesPerBlock)
    try budget.take(writes: count)
    var ordinals: [UInt64] = []
    for _ in 0..<count {
      let (sum, overflow) = (ordinals.last ?? 0)
        .addingReportingOverflow(try rows.bytes.number("ordinal"))
      guard !overflow, sum <= Limits.number else {
        throw ProtocolError.tooLarge(what: "ordinal", size: sum, limit: Limits.number)
      }
      ordinals.append(sum)
    }
    var keys: Set<RecordKey> = []
    return try ordinals.map { ordinal in
      let start = rows.bytes.position
      let key = RecordKey(kind, try rows.bytes.recordID())
      guard keys.insert(key).inserted else {
        throw ProtocolError.invalid(what: "record twice", at: start)
      }
      rows.register(key)
      return SnapshotRecord(ordinal: ordinal, record: Record(key))
    }
  }

  private mutating func filled(_ kind: [SnapshotRecord]) throws -> [SnapshotRecord] {
    var mains: [Int64] = []
    for _ in kind { mains.append((mains.last ?? 0) &+ (try rows.bytes.signed())) }
    var records = kind.map(\.record)
    try fill(&records, mains)
    return zip(kind, records).map { SnapshotRecord(ordinal: $0.ordinal, record: $1) }
  }

  private mutating func fill(_ records: inout [Record], _ mains: [Int64]) throws {
    let fields = try rows.bytes.count("fields", limit: Limits.cellsPerRecord)
    var last: Text?
    for _ in 0..<fields {
      let start = rows.bytes.position
      let field = try rows.name("field")
      if let last, last >= field {
        throw ProtocolError.invalid(what: "order of fields", at: start)
      }
      last = field
      let present = try rows.bytes.places(records.count)
      try budget.take(writes: present.count)
      let cells = try cells(mains: present.map { mains[$0] })
      for (index, cell) in zip(present, cells) { records[index].cells[field] = cell }
    }
  }

  private mutating func cells(mains: [Int64]) throws -> [Cell] {
    let special = try positions(of: mains.count) { try $0.special() }
    let simple = mains.indices.filter { special[$0] == nil }
    let moved = try positions(of: simple.count) { try $0.rows.bytes.signed() }
    let values = try values(simple.count)
    var cells = mains.indices.map { special[$0] ?? Cell() }
    for (position, index) in simple.enumerated() {
      let place = mains[index] &+ (moved[position] ?? 0)
      let dot = try dot(place: UInt64(bitPattern: place))
      cells[index] = Cell([Sibling(dot: dot, value: values[position])])
    }
    return cells
  }

  /// What stands at some positions of a column: each position by its distance from the one before.
  private mutating func positions<Element>(
    of count: Int, element: (inout SnapshotReader) throws -> Element
  ) throws -> [Int: Element] {
    let length = try rows.bytes.count("positions", limit: count)
    var elements: [Int: Element] = [:]
    var next = 0
    for _ in 0..<length {
      let start = rows.bytes.position
      let distance = try rows.bytes.count("position", limit: count)
      guard next + distance < count else {
        throw ProtocolError.invalid(what: "position", at: start)
      }
      elements[next + distance] = try element(&self)
      next += distance + 1
    }
    return elements
  }

  private mutating func special() throws -> Cell {
    let code = try rows.bytes.count(
      "siblings", limit: Limits.dotsPerCell << SpecialCell.bitCount | SpecialCell.hasPast)
    let siblings = try siblings(code >> SpecialCell.bitCount)
    guard code & SpecialCell.hasPast != 0 else { return Cell(siblings) }
    let start = rows.bytes.position
    let past = try self.siblings(
      try rows.bytes.count("past versions", limit: Limits.versionsPerCell))
    guard !past.isEmpty, past.isPast(of: siblings) else {
      throw ProtocolError.invalid(what: "past version", at: start)
    }
    return Cell(siblings, past: past)
  }

  private mutating func siblings(_ count: Int) throws -> [Sibling] {
    try budget.take(writes: count)
    var siblings: [Sibling] = []
    for _ in 0..<count {
      let start = rows.bytes.position
      let code = try rows.bytes.unsigned()
      let dot = try dot(place: code >> UInt64(SiblingBits.count))
      if let last = siblings.last, last.dot >= dot {
        throw ProtocolError.invalid(what: "order of siblings", at: start)
      }
      let isVersion = code & UInt64(SiblingBits.isVersion) != 0
      let supersedes = isVersion ? try supersedes() : []
      let value = try rows.value(in: .sibling, shown: supersedes)
      var base: Base?
      if code & UInt64(SiblingBits.hasBase) != 0 {
        let dot = try rows.dot()
        let time = HybridTime(rawValue: try rows.bytes.unsigned())
        base = Base(dot: dot, time: time, value: try rows.value(in: .plain, like: value))
      }
      let sibling = Sibling(dot: dot, value: value, base: base, supersedes: supersedes)
      guard sibling.isProse == isVersion else {
        throw ProtocolError.invalid(what: "value", at: start)
      }
      siblings.append(sibling)
    }
    return siblings
  }

  private mutating func supersedes() throws -> [Dot] {
    let count = try rows.bytes.count("dots", limit: Limits.dotsPerCell)
    var dots: [Dot] = []
    for _ in 0..<count {
      let start = rows.bytes.position
      let dot = try rows.dot()
      if let last = dots.last, last >= dot {
        throw ProtocolError.invalid(what: "order of dots", at: start)
      }
      dots.append(dot)
    }
    return dots
  }

  private mutating func values(_ count: Int) throws -> [Value] {
    var values: [Value] = []
    while values.count < count {
      let start = rows.bytes.position
      guard let type = ColumnType(rawValue: try rows.bytes.byte()) else {
        throw ProtocolError.invalid(what: "type of a column", at: start)
      }
      let length = try rows.bytes.runLength(left: count - values.count)
      switch type {
      case .texts: values += try texts(length)
      case .days: values += try days(length)
      case .other: for _ in 0..<length { values.append(try rows.value(in: .plain)) }
      }
    }
    return values
  }

  private mutating func texts(_ count: Int) throws(ProtocolError) -> [Value] {
    var lengths: [Int] = []
    for _ in 0..<count { lengths.append(try rows.bytes.count("text", limit: Limits.textBytes)) }
    var texts: [Value] = []
    for length in lengths { texts.append(.text(try rows.bytes.characters(length))) }
    return texts
  }

  private mutating func days(_ count: Int) throws(ProtocolError) -> [Value] {
    var days: [Value] = []
    var previous = Int64(RowDay.origin)
    for _ in 0..<count {
      let start = rows.bytes.position
      let (sum, overflow) = previous.addingReportingOverflow(try rows.bytes.signed())
      guard !overflow, let number = Int(exactly: sum), let day = Day(daysSinceEpoch: number) else {
        throw .invalid(what: "day", at: start)
      }
      previous = sum
      days.append(.day(day))
    }
    return days
  }
}
