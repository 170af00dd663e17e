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
    let row = try database.direct(slot.select).first([spaceValue, .integer(id.column)]) {
      (known == nil ? $0.bytes(0) : [], $0.values(from: 1))
    }
    guard let (bytes, columns) = row else { return nil }
    let metadata = try known ?? RecordMetadata.decode(bytes)
    let field = slot.field
    if case .whole = metadata.exceptions[field.name] {
      let key = RecordKey(layout.kind.name, id)
      return (try loadWholeCell(key, field.name) ?? Cell(), metadata)
    }
    let value = ColumnCoding.value(of: columns[...], as: field.type) ?? .null
    return (metadata.cell(field.name, value), metadata)
  }

  /// The cell that says whether a record is there; nil where the record has no row.
  func loadLife(
    _ id: RecordID, metadata known: RecordMetadata?
  ) throws -> (cell: Cell, metadata: RecordMetadata)? {
    let read =
      try known
      ?? database.direct(layout.selectMetadata).first([spaceValue, .integer(id.column)]) {
        try RecordMetadata.decode($0.bytes(0))
      }
    guard let metadata = read else { return nil }
    if case .whole = metadata.exceptions[Field.life] {
      let key = RecordKey(layout.kind.name, id)
      return (try loadWholeCell(key, Field.life) ?? Cell(), metadata)
    }
    return (metadata.life, metadata)
  }

  private func loadWholeCell(_ key: RecordKey, _ field: Text) throws -> Cell? {
    try database.direct(
      "SELECT body FROM sibling WHERE space = ? AND kind = ? AND id = ? AND field = ?"
    ).first(name(of: key) + [.text(field.string)]) { try Canonical.decodeCell($0.bytes(0)) }
  }

  /// Writes one cell of a record that is alive and has a row; `before` is what it held.
  func saveCell(
    _ cell: Cell, over before: Cell?, _ slot: FieldSlot, of key: RecordKey,
    _ metadata: inout RecordMetadata, stamp: (Dot) throws -> Stamp
  ) throws {
    let field = slot.field
    var columns: [ColumnValue] = []
    let wasWhole = metadata.exceptions[field.name] == .whole
    // What a row holds by itself waits for nobody.
    let wasConflict =
      try wasWhole
      && FieldSplit(before, of: field, common: metadata.common, columns: &columns, stamp: stamp)
        .isConflict
    columns = []
    let new = try FieldSplit(
      cell, of: field, common: metadata.common, columns: &columns, stamp: stamp)
    metadata.exceptions[field.name] = new.form
    if let whole = new.whole {
      try saveWholeCell(whole, isSettled: new.isSettled, of: key, field.name)
    } else if wasWhole {
      try database.direct(
        "DELETE FROM sibling WHERE space = ? AND kind = ? AND id = ? AND field = ?"
      ).run(name(of: key) + [.text(field.name.string)])
    }
    let growth: Int64 = (new.isConflict ? 1 : 0) - (wasConflict ? 1 : 0)
    try database.direct(slot.update).run(
      [.blob(metadata.encode()), .integer(growth)] + columns
        + [spaceValue, .integer(key.id.column)])
  }

  private func saveWholeCell(
    _ cell: Cell, isSettled: Bool, of key: RecordKey, _ field: Text
  ) throws {
    try database.direct(
      """
      INSERT OR REPLACE INTO sibling (space, kind, id, field, body, settled)
      VALUES (?, ?, ?, ?, ?, ?)
      """
    ).run(
      name(of: key) + [
        .text(field.string), .blob(Canonical.encode(cell)), .integer(isSettled ? 1 : 0),
      ])
  }
}

extension RecordMetadata {
  /// The life cell, where the row says it all.
  var life: Cell {
    if isAlive { return Cell([Sibling(dot: common, value: .boolean(true))]) }
    guard case .plain(let dot, _) = exceptions[Field.life] else { return Cell() }
    return Cell([Sibling(dot: dot, value: .boolean(true))])
  }

  /// The cell of a field that stands in its row, of which the columns say `value`.
  func cell(_ field: Text, _ value: Value) -> Cell {
    switch exceptions[field] {
    case .plain(let dot, let base): Cell([Sibling(dot: dot, value: value, base: base)])
    case .version(let dot, let supersedes): Cell(version: dot, value, supersedes: supersedes)
    case .whole: Cell()
    case nil: value.isNull ? Cell() : Cell([Sibling(dot: common, value: value)])
    }
  }
}

extension Cell {
  /// The only version of a long text, whose column holds it; null stands for the empty text.
  fileprivate init(version dot: Dot, _ value: Value, supersedes: [Dot]) {
    let text = if case .text(let text) = value { text } else { Text("") }
    self.init([Sibling(dot: dot, value: .prose(.whole(text)), supersedes: supersedes)])
  }
}
