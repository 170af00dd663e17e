package import SyncCore
internal import SyncProtocol

/// Single cells of records, without reading or writing the rest of their rows.
extension SQLiteLedger {
  /// Beyond so many cells of one record its whole row is written anew.
  private static let cellsOneByOne = 12

  package func cell(_ key: RecordKey, _ field: Text) throws -> Cell {
    if let cell = held[key]?.cell(field) { return cell }
    guard let layout = catalog.layout(key.kind) else {
      return try record(key).cells[field] ?? Cell()
    }
    let table = RecordTable(layout: layout, space: space, database: database)
    var entry = held[key]
    let metadata = entry?.metadata
    let found =
      if field == Field.life {
        try table.loadLife(key.id, metadata: metadata)
      } else if let slot = layout.slots[field] {
        try table.loadCell(key.id, slot, metadata: metadata)
      } else {
        (cell: Cell, metadata: RecordMetadata)?.none
      }
    guard let read = found else { return try record(key).cells[field] ?? Cell() }
    if entry == nil {
      entry = HeldRecord(
        record: Record(key), readFields: [], metadata: read.metadata,
        rows: RecordRows(
          hasWholeCells: read.metadata.hasWholeCells, hasOthers: read.metadata.hasOthers))
    }
    entry?.record.cells[field] = read.cell.isEmpty ? nil : read.cell
    entry?.readFields?.insert(field)
    held[key] = entry
    return read.cell
  }

  package func save(_ cells: [Text: Cell], of key: RecordKey) throws {
    if try saveOneByOne(cells, of: key) { return }
    var record = try record(key)
    for (field, cell) in cells { record.cells[field] = cell.isEmpty ? nil : cell }
    try save(record)
  }

  /// Writes the cells into the record's row; false where more than their own columns depends on them.
  private func saveOneByOne(_ cells: [Text: Cell], of key: RecordKey) throws -> Bool {
    guard cells.count <= Self.cellsOneByOne, let layout = try boundCatalog().layout(key.kind),
      var entry = held[key], var metadata = entry.metadata, metadata.isAlive,
      cells.keys.allSatisfy({ layout.slots[$0] != nil && entry.cell($0) != nil })
    else { return false }
    if key.kind == BoundPolicy.kindName { policies?.forget() }
    let table = RecordTable(layout: layout, space: space, database: database)
    for (field, cell) in cells.sorted(by: { $0.key < $1.key }) {
      guard let slot = layout.slots[field] else { continue }
      try table.saveCell(
        cell, over: entry.record.cells[field], slot, of: key, &metadata
      ) { try stamp(of: $0) }
      entry.record.cells[field] = cell.isEmpty ? nil : cell
    }
    entry.metadata = metadata
    entry.rows.hasWholeCells = metadata.hasWholeCells
    held[key] = entry
    return true
  }
}
