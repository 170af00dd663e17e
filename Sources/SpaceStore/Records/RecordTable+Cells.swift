internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

extension RecordTable {
  /// One cell of a record; nil where the record has no row.
  ///
  /// `metadata` is the row's, where it is known already.
  func loadCell(
    _ id: RecordID, _ slot: FieldSlot, metadata known: RecordMetadata?
  ) throws -> (cell: Cell, metadata: RecordMetadata)? {
    let row = try Row.fetchOne(
      database.cachedStatement(sql: slot.select), arguments: [spaceColumn, id.rawValue])
    guard let row else { return nil }
    let metadata = try known ?? RecordMetadata.decode(Array(row[0] as Data))
    let field = slot.field
    if case .whole = metadata.exceptions[field.name] {
      let key = RecordKey(layout.kind.name, id)
      return (try loadWholeCell(key, field.name) ?? Cell(), metadata)
    }
    let columns = Array(row.databaseValues.dropFirst())
    let value = ColumnCoding.value(of: columns[...], as: field.type) ?? .null
    return (metadata.cell(field.name, value), metadata)
  }

  private func loadWholeCell(_ key: RecordKey, _ field: Text) throws -> Cell? {
    let statement = try database.cachedStatement(
      sql: "SELECT body FROM sibling WHERE space = ? AND kind = ? AND id = ? AND field = ?")
    let body = try Data.fetchOne(
      statement, arguments: [spaceColumn, key.kind.string, key.id.rawValue, field.string])
    return try body.map { try Canonical.decodeCell(Array($0)) }
  }

  /// Writes one cell of a record that is alive and has a row; `before` is what it held.
  func saveCell(
    _ cell: Cell, over before: Cell?, _ slot: FieldSlot, of key: RecordKey,
    _ metadata: inout RecordMetadata, stamp: (Dot) throws -> Stamp
  ) throws {
    let field = slot.field
    let old = try FieldSplit(before, of: field, common: metadata.common, stamp: stamp)
    let new = try FieldSplit(cell, of: field, common: metadata.common, stamp: stamp)
    metadata.exceptions[field.name] = new.form
    if let whole = new.whole {
      try saveWholeCell(whole, isSettled: new.isSettled, of: key, field.name)
    } else if old.whole != nil {
      try database.cachedStatement(
        sql: "DELETE FROM sibling WHERE space = ? AND kind = ? AND id = ? AND field = ?"
      ).execute(
        arguments: [spaceColumn, key.kind.string, key.id.rawValue, field.name.string])
    }
    let growth = (new.isConflict ? 1 : 0) - (old.isConflict ? 1 : 0)
    try database.cachedStatement(sql: slot.update).execute(
      arguments: [Data(metadata.encode()), growth] + StatementArguments(new.columns)
        + [spaceColumn, key.id.rawValue])
  }

  private func saveWholeCell(
    _ cell: Cell, isSettled: Bool, of key: RecordKey, _ field: Text
  ) throws {
    try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO sibling (space, kind, id, field, body, settled)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        spaceColumn, key.kind.string, key.id.rawValue, field.string,
        Data(Canonical.encode(cell)), isSettled,
      ])
  }
}

extension RecordMetadata {
  /// The cell of a field that stands in its row, of which the columns say `value`.
  func cell(_ field: Text, _ value: Value) -> Cell {
    switch exceptions[field] {
    case .plain(let dot, let base): Cell([Sibling(dot: dot, value: value, base: base)])
    case .whole: Cell()
    case nil: value.isNull ? Cell() : Cell([Sibling(dot: common, value: value)])
    }
  }
}
