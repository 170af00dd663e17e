internal import SyncCore

/// Reads what ``RowWriter`` wrote, rebuilding its tables.
struct RowReader<Naming: WireNaming> {
  var bytes: ByteReader
  /// See ``RowWriter/dayOrigin``.
  var dayOrigin = RowDay.origin
  /// The last write of each cell.
  var writes: [CellKey: BlockWrite] = [:]
  /// Whether a value was told by one that the block held already, so that it is larger than its bytes.
  var hasBorrowed = false
  private(set) var announcedRecords: [UInt64: RecordKey] = [:]
  private(set) var announcedReplicas: [UInt64: ReplicaID] = [:]
  private(set) var portableRecords: [RecordKey] = []
  private(set) var portableReplicas: [ReplicaID] = []
  private let naming: Naming
  private var replicas: [ReplicaID] = []
  private var records: [RecordKey] = []
  private var names: [Text] = []
  private var actors: [Text] = []
  private var hunkCount = 0
  /// See ``RowWriter``.
  private var resting: [ByteReader] = []
  /// Limits guard against others; what this program wrote itself has passed them, change by change.
  private let isOwn: Bool
  private var column = RowColumn.change.rawValue
  private var fieldColumns: [Text: Int] = [:]

  init(_ raw: [UInt8], naming: Naming) {
    bytes = ByteReader(raw)
    self.naming = naming
    isOwn = false
  }

  /// Reads what this program wrote for itself.
  init(own raw: [UInt8], naming: Naming) {
    bytes = ByteReader(raw)
    self.naming = naming
    isOwn = true
  }

  /// Reads ``RowWriter/columns``.
  init(columns: [[UInt8]], naming: Naming) throws(ProtocolError) {
    guard columns.count >= RowColumn.allCases.count else {
      throw .invalid(what: "columns", at: 0)
    }
    resting = columns.map { ByteReader($0) }
    bytes = resting[column]
    self.naming = naming
    isOwn = true
  }

  mutating func enter(_ column: RowColumn) { enter(column.rawValue) }

  mutating func enterValue(of field: Text) throws(ProtocolError) {
    guard !resting.isEmpty else { return }
    let place = fieldColumns[field] ?? RowColumn.allCases.count + fieldColumns.count
    guard place < resting.count else { throw .invalid(what: "columns", at: bytes.position) }
    fieldColumns[field] = place
    enter(place)
  }

  private mutating func enter(_ column: Int) {
    guard !resting.isEmpty, column != self.column else { return }
    swap(&bytes, &resting[self.column])
    swap(&bytes, &resting[column])
    self.column = column
  }

  /// Refuses columns that nobody asked for, and bytes behind the end of any.
  mutating func finishColumns() throws(ProtocolError) {
    guard resting.count == RowColumn.allCases.count + fieldColumns.count else {
      throw .invalid(what: "columns", at: bytes.position)
    }
    for column in resting.indices {
      enter(column)
      try bytes.finish()
    }
  }

  mutating func replica() throws -> ReplicaID {
    let code = try bytes.unsigned()
    if code & 1 == 1 { return try entry(code >> 1, of: replicas, "replica place") }
    try checkRoom(replicas.count, "replicas", limit: Limits.replicas)
    let number = code >> 2
    let replica: ReplicaID
    if code & 2 == 0 {
      guard let known = try naming.replica(number: number) else {
        throw ProtocolError.unknownName(what: "replica", number: number)
      }
      replica = known
    } else {
      replica = try bytes.replica()
      if number == 0 {
        portableReplicas.append(replica)
      } else {
        announcedReplicas[number] = replica
      }
    }
    replicas.append(replica)
    return replica
  }

  mutating func record() throws -> RecordKey {
    let code = try bytes.unsigned()
    if code & 1 == 1 { return try record(place: code >> 1) }
    try checkRoom(records.count, "records", limit: Limits.entriesPerBlock)
    let number = code >> 2
    let key: RecordKey
    if code & 2 == 0 {
      guard let known = try naming.record(number: number) else {
        throw ProtocolError.unknownName(what: "record", number: number)
      }
      key = known
    } else {
      let id = try bytes.recordID()
      key = RecordKey(try name("kind"), id)
      if number == 0 {
        portableRecords.append(key)
      } else {
        announcedRecords[number] = key
      }
    }
    records.append(key)
    return key
  }

  /// See ``RowWriter/register(_:)``.
  mutating func register(_ key: RecordKey) { records.append(key) }

  /// The record at a place of this block's table.
  func record(place: UInt64) throws(ProtocolError) -> RecordKey {
    try entry(place, of: records, "record place")
  }

  mutating func name(_ what: String) throws(ProtocolError) -> Text {
    let code = try bytes.unsigned()
    if code == 0 {
      try checkRoom(names.count, "names", limit: Limits.entriesPerBlock)
      let name = try bytes.name(what)
      names.append(name)
      return name
    }
    if let place = Int(exactly: code), let name = NameTable.name(code: place) { return name }
    return try entry(code - UInt64(NameTable.names.count) - 1, of: names, "name place")
  }

  mutating func actor() throws(ProtocolError) -> Text {
    let code = try bytes.unsigned()
    if code & 1 == 1 { return try entry(code >> 1, of: actors, "actor place") }
    try checkRoom(actors.count, "actors", limit: Limits.entriesPerBlock)
    guard code >> 1 <= UInt64(Limits.nameBytes) else {
      throw .tooLarge(what: "actor", size: code >> 1, limit: UInt64(Limits.nameBytes))
    }
    let actor = try bytes.characters(Int(code >> 1))
    actors.append(actor)
    return actor
  }

  mutating func dot() throws -> Dot {
    let replica = try replica()
    return Dot(replica, try bytes.sequence())
  }

  /// Entries ascending by replica, none twice.
  mutating func vector(count: Int) throws -> VersionVector {
    var entries: [Dot] = []
    for _ in 0..<count {
      let start = bytes.position
      let dot = try dot()
      if let last = entries.last, last.replica >= dot.replica {
        throw ProtocolError.invalid(what: "order of a vector", at: start)
      }
      entries.append(dot)
    }
    return VersionVector(entries)
  }

  mutating func vector() throws -> VersionVector {
    try vector(count: try bytes.count("vector", limit: Limits.replicas))
  }

  /// Counts the steps of all patches of a block.
  mutating func take(hunks count: Int) throws(ProtocolError) {
    hunkCount += count
    try checkRoom(hunkCount - 1, "hunks", limit: Limits.hunksPerBlock)
  }

  private func entry<Entry>(
    _ place: UInt64, of table: [Entry], _ what: String
  ) throws(ProtocolError) -> Entry {
    guard place < UInt64(table.count) else { throw .unknownName(what: what, number: place) }
    return table[Int(place)]
  }

  private func checkRoom(_ count: Int, _ what: String, limit: Int) throws(ProtocolError) {
    guard isOwn || count < limit else {
      throw .tooLarge(what: what, size: UInt64(count) + 1, limit: UInt64(limit))
    }
  }
}
