internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// A record with what its rows say about it.
struct StoredRecord {
  let record: Record
  let rows: RecordRows
  /// Nil where it has no row of its own.
  var metadata: RecordMetadata?
}

/// Records of one known kind, between cells and rows.
struct RecordTable {
  let layout: TableLayout
  let space: SpaceID
  let database: Database

  var spaceValue: ColumnValue { .blob(space.bytes) }

  /// The record; without cells where nobody wrote it.
  func load(_ id: RecordID) throws -> StoredRecord {
    let key = RecordKey(layout.kind.name, id)
    let row = try database.direct(layout.selectRecord)
      .first([spaceValue, .integer(id.column)]) { ($0.bytes(0), $0.values(from: 1)) }
    guard let (metadata, columns) = row else {
      let record = try OtherRecords.load(key, in: space, database: database)
      return StoredRecord(
        record: record, rows: RecordRows(hasWholeCells: false, hasOthers: !record.cells.isEmpty))
    }
    return try record(key, metadata: metadata, columns: columns)
  }

  func loadAll() throws -> [Record] {
    let rows = try database.direct(layout.selectAll)
      .all([spaceValue]) { ($0.integer(0), $0.bytes(1), $0.values(from: 2)) }
    return try rows.map { id, metadata, columns in
      let key = RecordKey(layout.kind.name, RecordID(truncating: UInt64(id)))
      return try record(key, metadata: metadata, columns: columns).record
    }
  }

  private func record(
    _ key: RecordKey, metadata bytes: [UInt8], columns: [ColumnValue]
  ) throws -> StoredRecord {
    let metadata = try RecordMetadata.decode(bytes)
    var record = Record(key)
    if metadata.hasOthers {
      record = try OtherRecords.load(key, in: space, database: database)
    }
    var position = 0
    for field in layout.kind.fields {
      let count = ColumnCoding.columnCount(of: field.type)
      let slice = columns[position..<position + count]
      position += count
      if case .whole = metadata.exceptions[field.name] { continue }
      let value = ColumnCoding.value(of: slice, as: field.type) ?? .null
      let cell = metadata.cell(field.name, value)
      if !cell.isEmpty { record.cells[field.name] = cell }
    }
    let life = metadata.life
    if !life.isEmpty { record.cells[Field.life] = life }
    if metadata.hasWholeCells { try addCells(to: &record) }
    return StoredRecord(
      record: record,
      rows: RecordRows(hasWholeCells: metadata.hasWholeCells, hasOthers: metadata.hasOthers),
      metadata: metadata)
  }

  private func addCells(to record: inout Record) throws {
    let rows = try database.direct(
      "SELECT field, body FROM sibling WHERE space = ? AND kind = ? AND id = ?"
    ).all(name(of: record.key)) { (Text($0.text(0)), $0.bytes(1)) }
    for (field, body) in rows { record.cells[field] = try Canonical.decodeCell(body) }
  }

  /// Writes the record's row and, where needed, its siblings and its unknown fields, over the rows that
  /// it may have; returns it as it is stored now.
  @discardableResult
  func save(
    _ record: Record, over rows: RecordRows = .unknown, stamp: (Dot) throws -> Stamp
  ) throws -> StoredRecord {
    if record.cells.isEmpty {
      try remove(record.key)
      return StoredRecord(record: record, rows: .none)
    }
    let split = try RecordSplit(record, kind: layout.kind, stamp: stamp)
    if rows.hasWholeCells || !split.whole.isEmpty {
      try saveCells(split, of: record.key, isNew: !rows.hasWholeCells)
    }
    try OtherRecords.save(
      split.others, of: record.key, wasPresent: rows.hasOthers, in: space, database: database)
    try database.direct(layout.upsert).run(
      [
        spaceValue, .integer(record.key.id.column), .integer(HiddenMark(record.life).rawValue),
        .integer(Int64(split.conflictCount)), .blob(split.metadata.encode()),
      ] + split.columns)
    return StoredRecord(
      record: record,
      rows: RecordRows(hasWholeCells: !split.whole.isEmpty, hasOthers: !split.others.isEmpty),
      metadata: split.metadata)
  }

  /// What is left of a record that was purged: nothing.
  private func remove(_ key: RecordKey) throws {
    try database.direct(layout.delete).run([spaceValue, .integer(key.id.column)])
    try clearCells(of: key)
    try OtherRecords.save([:], of: key, wasPresent: true, in: space, database: database)
  }

  private func saveCells(_ split: RecordSplit, of key: RecordKey, isNew: Bool) throws {
    if !isNew { try clearCells(of: key) }
    for (field, cell) in split.whole {
      try database.direct(
        "INSERT INTO sibling (space, kind, id, field, body, settled) VALUES (?, ?, ?, ?, ?, ?)"
      ).run(
        name(of: key) + [
          .text(field.string), .blob(Canonical.encode(cell)),
          .integer(split.settled.contains(field) ? 1 : 0),
        ])
    }
  }

  private func clearCells(of key: RecordKey) throws {
    try database.direct("DELETE FROM sibling WHERE space = ? AND kind = ? AND id = ?")
      .run(name(of: key))
  }

  /// A record as tables name it that hold records of all kinds.
  func name(of key: RecordKey) -> [ColumnValue] {
    [spaceValue, .text(key.kind.string), .integer(key.id.column)]
  }
}
