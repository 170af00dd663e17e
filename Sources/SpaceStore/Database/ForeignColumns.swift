internal import Foundation
internal import GRDB
internal import SyncCore

/// What a newer program keeps in tables and columns that this one does not know.
///
/// An older program knows neither the shape of such a column nor what its row says about it; it
/// would take the cells for never written. So it leaves a file alone that holds any.
struct ForeignColumns {
  let layouts: [TableLayout]
  let path: String

  private static let kindPrefix = "kind_"
  private static let keyColumns: Set<String> = ["space", "id"]

  /// Throws ``StoreError/newerContent(path:columns:)`` where a record would lose cells.
  func refuse(in database: Database) throws {
    let tables = try String.fetchAll(
      database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    ).filter { $0.hasPrefix(Self.kindPrefix) }
    var foreign: [String] = []
    for table in tables {
      guard let layout = layouts.first(where: { $0.table == table }) else {
        if try holds("TRUE", table, database) { foreign.append(name(table)) }
        continue
      }
      foreign += try columns(of: table, layout, database).map { "\(name(table)).\($0)" }
    }
    guard foreign.isEmpty else {
      throw StoreError.newerContent(path: path, columns: foreign)
    }
  }

  /// The columns of a known kind that are not known and that some record uses.
  private func columns(
    of table: String, _ layout: TableLayout, _ database: Database
  ) throws -> [String] {
    let known = Set(layout.columns.map { $0.name.lowercased() }).union(Self.keyColumns)
    // What begins with an underscore describes the record and is no field.
    let unknown = try database.columns(in: table).map(\.name)
      .filter { !$0.hasPrefix("_") && !known.contains($0.lowercased()) }
    if unknown.isEmpty { return [] }
    let filled = try unknown.filter { try holds("\"\($0)\" IS NOT NULL", table, database) }
    if !filled.isEmpty { return filled }
    // A field that was emptied, or that several people wrote, stands in the metadata alone.
    let fields = Set(layout.kind.fields.map(\.name)).union([Field.life])
    let rows = try Data.fetchCursor(database, sql: "SELECT _m FROM \"\(table)\"")
    while let row = try rows.next() {
      let named = try RecordMetadata.decode(Array(row)).exceptions.keys
        .filter { !fields.contains($0) }
      if !named.isEmpty { return named.map(\.string).sorted() }
    }
    return []
  }

  private func holds(_ condition: String, _ table: String, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM \"\(table)\" WHERE \(condition))") ?? false
  }

  private func name(_ table: String) -> String { String(table.dropFirst(Self.kindPrefix.count)) }
}
