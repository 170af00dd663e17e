internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

/// Kinds and fields that this program does not know, kept as encoded cells.
enum OtherRecords {
  static func load(_ key: RecordKey, in space: SpaceID, database: Database) throws -> Record {
    let cells = try database.direct(
      "SELECT cells FROM record_other WHERE space = ? AND kind = ? AND id = ?"
    ).first(name(of: key, in: space)) { try Canonical.decodeCells($0.bytes(0)) }
    return Record(key, cells: cells ?? [:])
  }

  /// Records of kinds that no table holds, and the unknown fields of those that one does.
  static func loadAll(in space: SpaceID, database: Database) throws -> [Record] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT kind, id, cells FROM record_other WHERE space = ?",
      arguments: [Data(space.bytes)])
    return try rows.map { row in
      let key = RecordKey(Text(row[0]), RecordID(truncating: UInt64(row[1] as Int64)))
      return Record(key, cells: try Canonical.decodeCells(Array(row[2] as Data)))
    }
  }

  /// `wasPresent` says whether a row may be there already, which then goes.
  static func save(
    _ cells: [Text: Cell], of key: RecordKey, wasPresent: Bool, in space: SpaceID,
    database: Database
  ) throws {
    if cells.isEmpty {
      guard wasPresent else { return }
      try database.direct("DELETE FROM record_other WHERE space = ? AND kind = ? AND id = ?")
        .run(name(of: key, in: space))
      return
    }
    try database.direct(
      "INSERT OR REPLACE INTO record_other (space, kind, id, cells) VALUES (?, ?, ?, ?)"
    ).run(name(of: key, in: space) + [.blob(Canonical.encode(cells: cells))])
  }

  private static func name(of key: RecordKey, in space: SpaceID) -> [ColumnValue] {
    [.blob(space.bytes), .text(key.kind.string), .integer(key.id.column)]
  }

  /// After the catalog grew: what was unknown moves into the tables that know it now.
  static func adopt(_ layouts: [TableLayout], in database: Database) throws {
    for layout in layouts {
      let rows = try Row.fetchAll(
        database, sql: "SELECT space, id FROM record_other WHERE kind = ?",
        arguments: [layout.kind.name.string])
      for row in rows {
        guard let space = SpaceID(bytes: row[0] as Data) else { continue }
        let table = RecordTable(layout: layout, space: space, database: database)
        let id = RecordID(truncating: UInt64(row[1] as Int64))
        try table.save(try table.load(id).record) { dot in
          try ChangeLog(space: space, database: database).stamp(of: dot)
        }
      }
    }
  }
}
