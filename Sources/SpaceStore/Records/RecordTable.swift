internal import Foundation
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

  var spaceColumn: Data { Data(space.bytes) }

  /// The record; without cells where nobody wrote it.
  func load(_ id: RecordID) throws -> StoredRecord {
    let statement = try database.cachedStatement(sql: layout.selectRecord)
    let key = RecordKey(layout.kind.name, id)
    guard let row = try Row.fetchOne(statement, arguments: [spaceColumn, id.rawValue]) else {
      let record = try OtherRecords.load(key, in: space, database: database)
      return StoredRecord(
        record: record, rows: RecordRows(hasWholeCells: false, hasOthers: !record.cells.isEmpty))
    }
    return try record(key, metadata: row[0], columns: row.databaseValues.dropFirst())
  }

  func loadAll() throws -> [Record] {
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: layout.selectAll), arguments: [spaceColumn])
    return try rows.map { row in
      let key = RecordKey(layout.kind.name, RecordID(truncating: UInt64(row[0] as Int64)))
      return try record(key, metadata: row[1], columns: row.databaseValues.dropFirst(2)).record
    }
  }

  private func record(
    _ key: RecordKey, metadata blob: Data, columns: some Collection<DatabaseValue>
  ) throws -> StoredRecord {
    let metadata = try RecordMetadata.decode(Array(blob))
    var record = Record(key)
    if metadata.hasOthers {
      record = try OtherRecords.load(key, in: space, database: database)
    }
    let columns = Array(columns)
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
    if metadata.isAlive {
      record.cells[Field.life] = Cell([Sibling(dot: metadata.common, value: .boolean(true))])
    } else if case .plain(let dot, _) = metadata.exceptions[Field.life] {
      record.cells[Field.life] = Cell([Sibling(dot: dot, value: .boolean(true))])
    }
    if metadata.hasWholeCells { try addCells(to: &record) }
    return StoredRecord(
      record: record,
      rows: RecordRows(hasWholeCells: metadata.hasWholeCells, hasOthers: metadata.hasOthers),
      metadata: metadata)
  }

  private func addCells(to record: inout Record) throws {
    let statement = try database.cachedStatement(
      sql: "SELECT field, body FROM sibling WHERE space = ? AND kind = ? AND id = ?")
    let rows = try Row.fetchAll(
      statement, arguments: [spaceColumn, record.key.kind.string, record.key.id.rawValue])
    for row in rows {
      record.cells[Text(row[0])] = try Canonical.decodeCell(Array(row[1] as Data))
    }
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
    let statement = try database.cachedStatement(sql: layout.upsert)
    try statement.execute(
      arguments: [
        spaceColumn, record.key.id.rawValue, HiddenMark(record.life).rawValue,
        split.conflictCount, Data(split.metadata.encode()),
      ] + StatementArguments(split.columns))
    return StoredRecord(
      record: record,
      rows: RecordRows(hasWholeCells: !split.whole.isEmpty, hasOthers: !split.others.isEmpty),
      metadata: split.metadata)
  }

  /// What is left of a record that was purged: nothing.
  private func remove(_ key: RecordKey) throws {
    let arguments: StatementArguments = [spaceColumn, key.id.rawValue]
    try database.cachedStatement(sql: layout.delete).execute(arguments: arguments)
    try database.cachedStatement(
      sql: "DELETE FROM sibling WHERE space = ? AND id = ? AND kind = ?"
    ).execute(arguments: arguments + [key.kind.string])
    try OtherRecords.save([:], of: key, wasPresent: true, in: space, database: database)
  }

  private func saveCells(_ split: RecordSplit, of key: RecordKey, isNew: Bool) throws {
    if !isNew {
      let clear = try database.cachedStatement(
        sql: "DELETE FROM sibling WHERE space = ? AND kind = ? AND id = ?")
      try clear.execute(arguments: [spaceColumn, key.kind.string, key.id.rawValue])
    }
    for (field, cell) in split.whole {
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO sibling (space, kind, id, field, body, settled) VALUES (?, ?, ?, ?, ?, ?)
          """)
      try insert.execute(
        arguments: [
          spaceColumn, key.kind.string, key.id.rawValue, field.string,
          Data(Canonical.encode(cell)), split.settled.contains(field),
        ])
    }
  }
}
