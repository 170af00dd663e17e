internal import GRDB
internal import SyncCore

/// How records of one kind lie in a table: derived from the kind's description, never written by hand.
///
/// Table `kind_NAME`: space, id, one column for each field (one for each member of a group), then
/// `_hidden`, `_conflicts` and the opaque `_m` (see ``RecordMetadata``). The view `NAME` shows what
/// is visible: id and space as text, the fields, and the count of contested fields.
///
/// A class, since whoever looks at a record holds it, and its many parts would be counted one by one.
final class TableLayout: Sendable {
  /// Rises with what ``prepare(in:)`` makes of the same kind, so that older files are prepared anew.
  static let version = 2

  let kind: KindDescription
  let columns: [TableColumn]
  /// Where each field lies.
  let slots: [Text: FieldSlot]
  /// Statements whose text is made once.
  let selectRecord: String
  let selectMetadata: String
  let selectAll: String
  let upsert: String
  let delete: String

  init(_ kind: KindDescription) {
    self.kind = kind
    let slots = kind.fields.map { FieldSlot($0, table: Self.quoted(Self.table(of: kind))) }
    columns = slots.flatMap(\.columns)
    self.slots = Dictionary(
      slots.map { ($0.field.name, $0) }, uniquingKeysWith: { first, _ in first })
    let table = Self.quoted(Self.table(of: kind))
    let names = columns.map { ", \(Self.quoted($0.name))" }.joined()
    selectRecord = "SELECT _m\(names) FROM \(table) WHERE space = ? AND id = ?"
    selectMetadata = "SELECT _m FROM \(table) WHERE space = ? AND id = ?"
    delete = "DELETE FROM \(table) WHERE space = ? AND id = ?"
    selectAll = "SELECT id, _m\(names) FROM \(table) WHERE space = ? ORDER BY id"
    let places = String(repeating: ", ?", count: columns.count)
    let updates = columns.map { ", \(Self.quoted($0.name)) = excluded.\(Self.quoted($0.name))" }
    upsert = """
      INSERT INTO \(table) (space, id, _hidden, _conflicts, _m\(names))
      VALUES (?, ?, ?, ?, ?\(places))
      ON CONFLICT (space, id) DO UPDATE SET _hidden = excluded._hidden,
        _conflicts = excluded._conflicts, _m = excluded._m\(updates.joined())
      """
  }

  private static func table(of kind: KindDescription) -> String { "kind_\(kind.name)" }

  var table: String { Self.table(of: kind) }

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
    try database.execute(sql: waitingIndex)
    try database.execute(sql: "DROP VIEW IF EXISTS \(quoted(kind.name.string))")
    try database.execute(sql: viewDefinition)
  }

  /// The few records of which something waits for a person: counted without reading all others.
  private var waitingIndex: String {
    """
    CREATE INDEX IF NOT EXISTS \(quoted("\(table)_waiting")) ON \(quoted(table)) (space, id)
      WHERE _conflicts > 0 OR _hidden = \(HiddenMark.quarantined.rawValue)
    """
  }

  private var viewDefinition: String {
    let fields = columns.map { ", \(quoted($0.name))" }.joined()
    return """
      CREATE VIEW \(quoted(kind.name.string)) AS
      SELECT printf('%016x', id) AS id, lower(hex(space)) AS space\(fields), _conflicts AS conflicts
      FROM \(quoted(table)) WHERE _hidden = 0
      """
  }

  private func quoted(_ name: String) -> String { Self.quoted(name) }

  /// Names come from the catalog alone, which allows letters and digits; quoting is for keywords.
  static func quoted(_ name: String) -> String { "\"\(name)\"" }
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
