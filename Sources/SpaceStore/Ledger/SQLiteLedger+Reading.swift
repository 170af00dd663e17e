internal import GRDB
package import SyncCore
internal import SyncProtocol
internal import SyncSession

extension SQLiteLedger {
  /// What a reader of a field is shown: by the policy in force, or by `latest` where the kind does not declare it.
  package func reading(_ key: RecordKey, _ field: Text) throws -> Reading {
    let cell = try cell(key, field)
    return try policy(of: key.kind, field).read(cell.isEmpty ? nil : cell) { try stamp(of: $0) }
  }

  /// Whether the record is there; its other cells are read only where somebody deleted it.
  package func life(of key: RecordKey) throws -> Life {
    let life = try cell(key, Field.life).siblings
    let isAlive = !life.isEmpty && life.allSatisfy { $0.value == .boolean(true) }
    return isAlive ? .alive : try record(key).life
  }

  package func reading(of record: Record, _ field: Text) throws -> Reading {
    try policy(of: record.key.kind, field).read(record.cells[field]) { try stamp(of: $0) }
  }

  package func policy(of kind: Text, _ field: Text) throws -> Policy {
    if field == Field.life { return .aliveWins }
    return try boundCatalog().layout(kind)?.kind.field(field)?.policy ?? .latest
  }

  /// What stood in each cell that a draft writes, in the order in which its change writes them.
  func shownValues(_ draft: Draft) throws -> [Value] {
    let isBefore = { (left: DraftWrite, right: DraftWrite) in
      (left.key, left.field) < (right.key, right.field)
    }
    let isSorted = !zip(draft.writes, draft.writes.dropFirst()).contains { isBefore($1, $0) }
    let writes = isSorted ? draft.writes : draft.writes.sorted(by: isBefore)
    return try writes.map { try shownValue(of: $0.key, $0.field) }
  }

  /// The value in force of a field; for the life cell whether the record exists.
  private func shownValue(of key: RecordKey, _ field: Text) throws -> Value {
    let cell = try cell(key, field)
    if cell.isEmpty { return .null }
    guard field == Field.life else { return try reading(key, field).value }
    return .boolean(try !life(of: key).isHidden)
  }

  /// All records of a kind, ascending by id; the deleted ones too.
  package func records(ofKind kind: Text) throws -> [Record] { try records(of: kind) }

  /// How many records of kinds that the program does not know the space has.
  package func unknownRecordCount() throws -> Int {
    let rows = try Row.fetchAll(
      database, sql: "SELECT kind, count(*) FROM record_other WHERE space = ? GROUP BY kind",
      arguments: [spaceColumn])
    return rows.reduce(0) { catalog.layout(Text($1[0])) == nil ? $0 + ($1[1] as Int) : $0 }
  }

  /// The ids of all records of a kind that the program knows; of the deleted ones too.
  package func recordIDs(ofKind kind: Text) throws -> Set<RecordID> {
    guard let layout = catalog.layout(kind) else { return [] }
    let ids = try Int64.fetchSet(
      database, sql: "SELECT id FROM \"\(layout.table)\" WHERE space = ?",
      arguments: [spaceColumn])
    return Set(ids.lazy.map { RecordID(truncating: UInt64($0)) })
  }

  /// The change, or nil where the replica holds only its head.
  package func change(_ dot: Dot) throws -> Change? { try log.change(dot) }

  /// The changes that write again what once had this dot.
  package func rewritings(of dot: Dot) throws -> [Dot] {
    try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT by_replica, by_sequence FROM rewriting
          WHERE space = ? AND replica = ? AND sequence = ?
          """),
      arguments: [spaceColumn, dot.replica.column, Int64(clamping: dot.sequence)]
    ).map { Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)) }
  }

  /// What the author of a change had received when writing it, own changes not counted.
  package func clock(of dot: Dot) throws -> VersionVector? { try log.clock(of: dot) }

  /// All changes of the space that are held, by time.
  package func changes() throws -> [Change] { try log.changes() }

  /// Whether every applied change is held with its body; if not, history begins later.
  package func hasWholeLog() throws -> Bool {
    try Int.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM change WHERE space = ? AND body IS NULL)",
      arguments: [spaceColumn]) == 0
  }

  /// The digest of the space's cells: equal on all replicas that hold the same changes.
  package func digest() throws -> String { StateDigest.text(try records()) }
}

extension SQLiteDeviceLedger {
  /// Whether a dot is an own change that the hub has not accepted.
  package func isPending(_ dot: Dot) throws -> Bool {
    guard identity.replicas.contains(dot.replica) else { return false }
    let accepted = try database.direct(
      "SELECT accepted FROM author WHERE space = ? AND replica = ?"
    ).first([spaceValue, .integer(dot.replica.column)]) { UInt64($0.integer(0)) }
    return dot.sequence > accepted ?? 0
  }

  /// The basis of an edit by somebody who is shown `reading` now.
  package func basis(_ reading: Reading, kind: Text, field: Text) throws -> Basis {
    try reading.basis(
      policy: basePolicy(of: kind, field), isPending: { try isPending($0) },
      stamp: { try stamp(of: $0) })
  }
}
