import SyncCore

/// The data set in plain tables: one for each kind, one column for each field or member of a group.
struct PlainTables {
  let database: RawDatabase
  private var inserts: [Text: RawStatement] = [:]
  private var updates: [String: RawStatement] = [:]

  init(_ database: RawDatabase) throws {
    self.database = database
    for (kind, _) in DataSet.shape {
      let columns = Self.columns(of: kind)
      try database.execute(
        """
        CREATE TABLE \(kind.name) (id INTEGER PRIMARY KEY, account INTEGER NOT NULL
        \(columns.map { ", \"\($0.name)\" \($0.type)" }.joined()))
        """)
      let places = String(repeating: ", ?", count: columns.count)
      inserts[kind.name] = try database.prepare("INSERT INTO \(kind.name) VALUES (?, ?\(places))")
    }
  }

  /// All records in one transaction.
  func load(_ records: [WorkRecord]) throws {
    let rows = records.map { ($0.kind.name, Self.row(of: $0)) }
    try load(rows)
  }

  /// Rows that are made before, so that only the insert is timed.
  func load(_ rows: [(kind: Text, values: [RawValue])]) throws {
    try database.execute("BEGIN IMMEDIATE")
    for (kind, values) in rows { try inserts[kind]?.run(values) }
    try database.execute("COMMIT")
  }

  /// One edit: an update and its commit.
  mutating func edit(_ edit: WorkEdit, of record: WorkRecord) throws {
    try database.execute("BEGIN IMMEDIATE")
    try update(edit, of: record)
    try database.execute("COMMIT")
  }

  mutating func update(_ edit: WorkEdit, of record: WorkRecord) throws {
    let column = Self.column(edit.field.name, edit.member?.name)
    let sql = "UPDATE \(record.kind.name) SET \"\(column)\" = ? WHERE id = ?"
    let statement = try updates[sql] ?? database.prepare(sql)
    updates[sql] = statement
    var value = edit.value
    if let member = edit.member, case .group(let group) = edit.value { value = group[member.name] }
    try statement.run([Self.raw(value), .integer(Int64(record.drawnID.rawValue))])
  }

  static func row(of record: WorkRecord) -> [RawValue] {
    var row: [RawValue] = [
      .integer(Int64(record.drawnID.rawValue)), .integer(Int64(record.account)),
    ]
    for field in record.kind.fields {
      let value = record.values[field.name] ?? .null
      guard case .group(let members) = field.type else {
        row.append(raw(value))
        continue
      }
      let group = if case .group(let group) = value { group } else { Group([:]) }
      row += members.map { raw(group[$0.name]) }
    }
    return row
  }

  private static func columns(of kind: KindDescription) -> [(name: String, type: String)] {
    kind.fields.flatMap { field -> [(String, String)] in
      guard case .group(let members) = field.type else {
        return [(column(field.name, nil), type(field.type))]
      }
      return members.map { (column(field.name, $0.name), type($0.type)) }
    }
  }

  private static func column(_ field: Text, _ member: Text?) -> String {
    member.map { "\(field)_\($0)" } ?? field.string
  }

  private static func type(_ type: FieldType) -> String {
    switch type {
    case .number, .boolean: "INTEGER"
    default: "TEXT"
    }
  }

  private static func raw(_ value: Value) -> RawValue {
    switch value {
    case .null: .null
    case .boolean(let flag): .integer(flag ? 1 : 0)
    case .number(let number): .integer(number.integer ?? 0)
    default: .text(value.description)
    }
  }
}
