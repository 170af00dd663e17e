internal import SyncCore

/// Writes rows that name a replica, a record or a word in full once and then by its place.
///
/// Tables are built as the rows go: a number with its lowest bit set points back into the table,
/// one without it introduces the next entry.
struct RowWriter<Naming: WireNaming> {
  /// Where the next part goes.
  var bytes = ByteWriter()
  /// The day that days are counted from.
  var dayOrigin = RowDay.origin
  /// The last write of each cell.
  var writes: [CellKey: BlockWrite] = [:]
  private(set) var portableRecords: [RecordKey] = []
  private(set) var portableReplicas: [ReplicaID] = []
  private let naming: Naming
  private var replicas: [ReplicaID: Int] = [:]
  private var records: [RecordKey: Int] = [:]
  private var names: [Text: Int] = [:]
  private var actors: [Text: Int] = [:]
  /// The other columns, in the place of the one that is written an empty one; none on the wire.
  private var resting: [ByteWriter] = []
  private var column = RowColumn.change.rawValue
  /// The places of the fields' columns behind the fixed ones.
  private var fieldColumns: [Text: Int] = [:]

  init(naming: Naming) { self.naming = naming }

  /// Writes each part of a row into a column of its own.
  init(columnsNaming naming: Naming) {
    self.naming = naming
    resting = RowColumn.allCases.map { _ in ByteWriter() }
  }

  /// What follows is this part of a row.
  mutating func enter(_ column: RowColumn) { enter(column.rawValue) }

  /// What follows is a value of this field.
  mutating func enterValue(of field: Text) {
    guard !resting.isEmpty else { return }
    let place = fieldColumns[field] ?? resting.count
    if place == resting.count {
      fieldColumns[field] = place
      resting.append(ByteWriter())
    }
    enter(place)
  }

  private mutating func enter(_ column: Int) {
    guard !resting.isEmpty, column != self.column else { return }
    swap(&bytes, &resting[self.column])
    swap(&bytes, &resting[column])
    self.column = column
  }

  /// The columns: the fixed ones in their order, then those of the fields as they came.
  var columns: [[UInt8]] {
    resting.enumerated().map { $0.offset == column ? bytes.bytes : $0.element.bytes }
  }

  mutating func replica(_ replica: ReplicaID) throws {
    if let index = replicas[replica] { return bytes.count(index << 1 | 1) }
    replicas[replica] = replicas.count
    let name = try naming.name(of: replica)
    introduce(name)
    guard !name.isNumberEnough else { return }
    bytes.replica(replica)
    if name.number == 0 { portableReplicas.append(replica) }
  }

  mutating func record(_ key: RecordKey) throws {
    if let index = records[key] { return bytes.count(index << 1 | 1) }
    records[key] = records.count
    let name = try naming.name(of: key)
    introduce(name)
    guard !name.isNumberEnough else { return }
    bytes.recordID(key.id)
    self.name(key.kind)
    if name.number == 0 { portableRecords.append(key) }
  }

  /// Gives a record the next place of the table without writing anything.
  mutating func register(_ key: RecordKey) { records[key] = records.count }

  /// The place of a record in the table, where it has one.
  func place(of key: RecordKey) -> Int? { records[key] }

  private mutating func introduce(_ name: WireName) {
    bytes.unsigned(name.number << 2 | (name.isNumberEnough ? 0 : 2))
  }

  /// A kind, field or member: its number in the static table, beyond it its place among the names
  /// that this block spelled, or 0 and the name.
  mutating func name(_ name: Text) {
    if let code = NameTable.code(of: name) { return bytes.count(code) }
    if let index = names[name] { return bytes.count(NameTable.names.count + 1 + index) }
    names[name] = names.count
    bytes.byte(0)
    bytes.text(name)
  }

  /// A user: a place in the table of this block, or the length and the name.
  mutating func actor(_ actor: Text) {
    if let index = actors[actor] { return bytes.count(index << 1 | 1) }
    actors[actor] = actors.count
    bytes.count(actor.utf8.count << 1)
    bytes.raw(actor.utf8)
  }

  mutating func dot(_ dot: Dot) throws {
    try replica(dot.replica)
    bytes.unsigned(dot.sequence)
  }

  mutating func dots(_ dots: [Dot]) throws {
    bytes.count(dots.count)
    for dot in dots { try self.dot(dot) }
  }
}

extension WireName {
  /// Whether the other side finds the full id by the number.
  var isNumberEnough: Bool { isKnown && number > 0 }
}

/// The parts of rows, each a column of a sealed segment, where the values of each field have another
/// one; on the wire they follow one another.
enum RowColumn: Int, CaseIterable {
  case change, dependencies, record, field, shown, base
}

/// The day that days are counted from where no change gives one.
enum RowDay {
  /// 1 January 2026, in days since 1970: near the dates of the plans of today.
  static let origin = 20_454

  /// The day of a time in UTC, in days since 1970.
  static func origin(of time: HybridTime) -> Int {
    Int(time.milliseconds / Day.millisecondsPerDay)
  }
}
