internal import GRDB
internal import SyncCore

/// How records of one kind lie in a table: derived from the kind's description, never written by hand.
///
/// Table `kind_NAME`: space, id, one column for each field (one for each member of a group), then
/// `_hidden`, `_conflicts` and the opaque `_m` (see ``RecordMetadata``). The view `NAME` shows what
/// is visible: id and space as text, the fields, and the count of contested fields.
struct TableLayout: Sendable {
  let kind: KindDescription
  let columns: [TableColumn]

  init(kind: KindDescription, columns: [TableColumn]) {
    self.kind = kind
    self.columns = columns
  }

  init(_ kind: KindDescription) {
    self.kind = kind
    columns = kind.fields.flatMap { field -> [TableColumn] in
      guard case .group(let members) = field.type else {
        return [TableColumn(name: field.name.string, type: field.type)]
      }
      return members.map {
        TableColumn(name: "\(field.name)_\($0.name)", type: $0.type)
      }
    }
  }

  var table: String { "kind_\(kind.name)" }

  /// Makes the table, adds the columns it lacks and draws the view anew; drops no data.
  func prepare(in database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS \(quoted(table)) (
          space BLOB NOT NULL, id INTEGER NOT NULL,
          _hidden INTEGER NOT NULL DEFAULT 0, _conflicts INTEGER NOT NULL DEFAULT 0,
          _m BLOB NOT NULL, PRIMARY KEY (space, id)) STRICT
        """)
    let present = Set(try database.columns(in: table).map { $0.name.lowercased() })
    for column in columns where !present.contains(column.name.lowercased()) {
      try database.execute(
        sql: "ALTER TABLE \(quoted(table)) ADD COLUMN \(quoted(column.name)) \(column.storage)")
    }
    try database.execute(sql: "DROP VIEW IF EXISTS \(quoted(kind.name.string))")
    try database.execute(sql: viewDefinition)
  }

  private var viewDefinition: String {
    let fields = columns.map { ", \(quoted($0.name))" }.joined()
    return """
      CREATE VIEW \(quoted(kind.name.string)) AS
      SELECT printf('%016x', id) AS id, lower(hex(space)) AS space\(fields), _conflicts AS conflicts
      FROM \(quoted(table)) WHERE _hidden = 0
      """
  }

  /// Statements whose text is made once.
  var selectRecord: String {
    "SELECT _m\(columnList) FROM \(quoted(table)) WHERE space = ? AND id = ?"
  }

  var selectAll: String {
    "SELECT id, _m\(columnList) FROM \(quoted(table)) WHERE space = ? ORDER BY id"
  }

  var delete: String { "DELETE FROM \(quoted(table)) WHERE space = ? AND id = ?" }

  var upsert: String {
    let names = columns.map { ", \(quoted($0.name))" }.joined()
    let places = String(repeating: ", ?", count: columns.count)
    let updates = columns.map { ", \(quoted($0.name)) = excluded.\(quoted($0.name))" }.joined()
    return """
      INSERT INTO \(quoted(table)) (space, id, _hidden, _conflicts, _m\(names))
      VALUES (?, ?, ?, ?, ?\(places))
      ON CONFLICT (space, id) DO UPDATE SET _hidden = excluded._hidden,
        _conflicts = excluded._conflicts, _m = excluded._m\(updates)
      """
  }

  private var columnList: String { columns.map { ", \(quoted($0.name))" }.joined() }

  /// Names come from the catalog alone, which allows letters and digits; quoting is for keywords.
  private func quoted(_ name: String) -> String { "\"\(name)\"" }
}

/// One column and the shape of its values.
struct TableColumn: Sendable {
  let name: String
  let type: FieldType

  /// Numbers are stored as INTEGER where they are whole, else as REAL: hence ANY.
  var storage: String {
    switch type {
    case .number: "ANY"
    case .boolean: "INTEGER"
    default: "TEXT"
    }
  }
}
