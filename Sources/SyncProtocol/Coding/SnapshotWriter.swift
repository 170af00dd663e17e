internal import SyncCore

/// Writes the columns of a snapshot part.
struct SnapshotWriter {
  let part: SnapshotPart
  /// All dots that the part names by place, ascending.
  private let dots: [Dot]
  private let places: [Dot: Int]
  var rows = RowWriter(naming: PortableNaming())

  init(part: SnapshotPart) {
    self.part = part
    var all = Set(part.stamps.keys).union(part.clocks.keys)
    for entry in part.records {
      for cell in entry.record.cells.values {
        all.formUnion((cell.siblings + cell.past).map(\.dot))
      }
    }
    dots = all.sorted()
    places = Dictionary(uniqueKeysWithValues: dots.enumerated().map { ($1, $0) })
  }

  mutating func encode() throws -> [UInt8] {
    let ordinals = part.records.map(\.ordinal)
    guard zip(ordinals, ordinals.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw ProtocolError.invalid(what: "order of records", at: 0)
    }
    try heads()
    try dotTable()
    stamps()
    try clocks()
    let kinds = Dictionary(grouping: part.records) { $0.record.key.kind }
    let sorted = kinds.sorted { $0.key < $1.key }
    rows.bytes.count(sorted.count)
    for (kind, records) in sorted { self.keys(kind, records) }
    for (_, records) in sorted { try fields(records) }
    try spines()
    try rewritings()
    return rows.bytes.bytes
  }

  private mutating func heads() throws {
    rows.bytes.count(part.heads.count)
    for entry in part.heads {
      guard entry.head.chain.count == DomainHash.byteCount else {
        throw ProtocolError.invalid(what: "chain", at: rows.bytes.bytes.count)
      }
      try rows.replica(entry.replica)
      rows.bytes.unsigned(entry.number)
      rows.bytes.unsigned(entry.head.sequence)
      rows.bytes.raw(entry.head.chain)
      try rows.dots(entry.head.clock.entries)
    }
  }

  /// For each replica its sequences, the first in full, the others by the difference.
  private mutating func dotTable() throws {
    let replicas = Dictionary(grouping: dots, by: \.replica).sorted { $0.key < $1.key }
    rows.bytes.count(replicas.count)
    for (replica, dots) in replicas {
      try rows.replica(replica)
      rows.bytes.count(dots.count)
      var previous: UInt64 = 0
      for dot in dots {
        rows.bytes.unsigned(dot.sequence - previous)
        previous = dot.sequence
      }
    }
  }

  /// The stamps in columns: presence, times, counters, actors, offsets.
  private mutating func stamps() {
    rows.bytes.flags(dots.map { part.stamps[$0] != nil })
    let stamps = dots.compactMap { part.stamps[$0] }
    var previous: Int64 = 0
    for stamp in stamps {
      rows.bytes.signed(stamp.time.milliseconds - previous)
      previous = stamp.time.milliseconds
    }
    for run in RunLength.runs(stamps.map(\.time.counter)) {
      rows.bytes.unsigned(UInt64(run.value))
      rows.bytes.count(run.count)
    }
    for run in RunLength.runs(stamps.map(\.actor)) {
      rows.actor(run.value)
      rows.bytes.count(run.count)
    }
    for run in RunLength.runs(stamps.map(\.clockOffset)) {
      rows.bytes.signed(run.value)
      rows.bytes.count(run.count)
    }
  }

  private mutating func clocks() throws {
    let clocks = part.clocks.sorted { $0.key < $1.key }
    rows.bytes.count(clocks.count)
    for (dot, clock) in clocks {
      rows.bytes.count(place(of: dot))
      try rows.dots(clock.entries)
    }
  }

  /// The ordinals and ids of all records of a kind; values then refer to them by place.
  private mutating func keys(_ kind: Text, _ records: [SnapshotRecord]) {
    rows.name(kind)
    rows.bytes.count(records.count)
    var previous: UInt64 = 0
    for entry in records {
      rows.bytes.unsigned(entry.ordinal - previous)
      previous = entry.ordinal
    }
    for entry in records {
      rows.bytes.recordID(entry.record.key.id)
      rows.register(entry.record.key)
    }
  }

  private mutating func fields(_ records: [SnapshotRecord]) throws {
    let mains = records.map { mainPlace(of: $0.record) }
    var last = 0
    for main in mains {
      rows.bytes.signed(Int64(main - last))
      last = main
    }
    let fields = Set(records.flatMap(\.record.cells.keys)).sorted()
    rows.bytes.count(fields.count)
    for field in fields {
      rows.name(field)
      rows.bytes.flags(records.map { $0.record.cells[field] != nil })
      let cells = zip(records, mains).compactMap { entry, main in
        entry.record.cells[field].map { (cell: $0, main: main) }
      }
      try column(cells)
    }
  }

  /// The place of the dot that wrote most cells of a record: the others tell how they differ.
  private func mainPlace(of record: Record) -> Int {
    var counts: [Dot: Int] = [:]
    for cell in record.cells.values {
      counts[cell.siblings.first?.dot ?? Dot.none, default: 0] += 1
    }
    let main = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return main.flatMap { places[$0.key] } ?? 0
  }

  private func place(of dot: Dot) -> Int { places[dot] ?? 0 }

  /// One field: the cells that are not simple in full, then the others' dots and values by column.
  private mutating func column(_ cells: [(cell: Cell, main: Int)]) throws {
    let special = cells.indices.filter { !cells[$0].cell.isSimple }
    rows.bytes.count(special.count)
    var next = 0
    for index in special {
      rows.bytes.count(index - next)
      next = index + 1
      try self.special(cells[index].cell)
    }
    let simple = cells.filter(\.cell.isSimple)
    let moved = simple.indices.filter { place(of: simple[$0].cell) != simple[$0].main }
    rows.bytes.count(moved.count)
    next = 0
    for index in moved {
      rows.bytes.count(index - next)
      next = index + 1
      rows.bytes.signed(Int64(place(of: simple[index].cell) - simple[index].main))
    }
    try values(simple.compactMap { $0.cell.siblings.first?.value })
  }

  private func place(of cell: Cell) -> Int { cell.siblings.first.map { place(of: $0.dot) } ?? 0 }

  private mutating func special(_ cell: Cell) throws {
    let hasPast = cell.past.isEmpty ? 0 : SpecialCell.hasPast
    rows.bytes.count(cell.siblings.count << SpecialCell.bitCount | hasPast)
    try siblings(cell.siblings)
    guard !cell.past.isEmpty else { return }
    rows.bytes.count(cell.past.count)
    try siblings(cell.past)
  }

  private mutating func siblings(_ siblings: [Sibling]) throws {
    for sibling in siblings {
      let bits =
        (sibling.base == nil ? 0 : SiblingBits.hasBase)
        | (sibling.isProse ? SiblingBits.isVersion : 0)
      rows.bytes.count(place(of: sibling.dot) << SiblingBits.count | bits)
      if sibling.isProse { try rows.dots(sibling.supersedes) }
      try rows.value(sibling.value, in: .sibling, shown: sibling.supersedes)
      guard let base = sibling.base else { continue }
      try rows.dot(base.dot)
      rows.bytes.unsigned(base.time.rawValue)
      try rows.value(base.value, comparedWith: sibling.value)
    }
  }

  /// Values by runs of one type: texts as all lengths, then all bytes; numbers as scales, then mantissas.
  private mutating func values(_ values: [Value]) throws {
    var rest = values[...]
    for run in RunLength.runs(values.map(ColumnType.init)) {
      rows.bytes.byte(run.value.rawValue)
      rows.bytes.count(run.count)
      let part = rest.prefix(run.count)
      rest = rest.dropFirst(run.count)
      switch run.value {
      case .texts: texts(part)
      case .days: days(part)
      case .other: for value in part { try rows.value(value, in: .plain) }
      }
    }
  }

  private mutating func texts(_ values: ArraySlice<Value>) {
    let texts = values.map { if case .text(let text) = $0 { text } else { Text("") } }
    for text in texts { rows.bytes.count(text.utf8.count) }
    for text in texts { rows.bytes.raw(text.utf8) }
  }

  private mutating func days(_ values: ArraySlice<Value>) {
    var previous = Int64(RowDay.origin)
    for value in values {
      guard case .day(let day) = value else { continue }
      rows.bytes.signed(Int64(day.daysSinceEpoch) - previous)
      previous = Int64(day.daysSinceEpoch)
    }
  }
}

/// How the values of one run of a column are written.
enum ColumnType: UInt8 {
  /// Each as in rows.
  case other = 0
  case texts = 1
  case days = 2

  init(_ value: Value) {
    switch value {
    case .text: self = .texts
    case .day: self = .days
    default: self = .other
    }
  }
}

extension Cell {
  /// One write without a base: nothing but a dot and a value that is no version of a text.
  fileprivate var isSimple: Bool {
    guard past.isEmpty, siblings.count == 1, let only = siblings.first else { return false }
    return only.base == nil && !only.isProse
  }
}

/// The lowest bit of a special cell's number of siblings.
enum SpecialCell {
  /// Past versions of a text follow the siblings.
  static let hasPast = 1
  static let bitCount = 1
}

/// The lower bits of the number that says a sibling's dot.
enum SiblingBits {
  static let hasBase = 1
  /// It is a version of a text: the dots that it superseded follow.
  static let isVersion = 2
  static let count = 2
}

extension Dot {
  /// Stands for a cell without siblings.
  fileprivate static let none = Dot(ReplicaID(rawValue: 0), 0)
}
