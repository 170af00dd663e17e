internal import SyncCore

/// A record taken apart the way a row stores it: columns, metadata, whole cells, unknown fields.
struct RecordSplit {
  private(set) var columns: [ColumnValue] = []
  private(set) var metadata: RecordMetadata
  /// Cells that the columns cannot hold: several siblings, texts with past versions, misfits.
  private(set) var whole: [Text: Cell] = [:]
  /// Those of ``whole`` that nobody contests.
  private(set) var settled: Set<Text> = []
  private(set) var others: [Text: Cell] = [:]
  /// Cells that wait for a person, and whether the record itself does.
  private(set) var conflictCount = 0

  init(_ record: Record, kind: KindDescription, stamp: (Dot) throws -> Stamp) throws {
    metadata = RecordMetadata(common: Self.commonDot(of: record))
    var knownCells = record.cells[Field.life] == nil ? 0 : 1
    for field in kind.fields {
      let cell = record.cells[field.name]
      if cell != nil { knownCells += 1 }
      let split = try FieldSplit(
        cell, of: field, common: metadata.common, columns: &columns, stamp: stamp)
      metadata.exceptions[field.name] = split.form
      if split.isConflict { conflictCount += 1 }
      if let cell = split.whole { whole[field.name] = cell }
      if split.isSettled { settled.insert(field.name) }
    }
    splitLife(record.cells[Field.life])
    switch record.life {
    case .alive, .deleted: break
    case .contested: conflictCount += 1
    // Nobody can decide a field of a record that is not there.
    case .quarantined: conflictCount = 1
    }
    if record.cells.count > knownCells {
      let known = Set(kind.fields.map(\.name)).union([Field.life])
      others = record.cells.filter { !known.contains($0.key) }
    }
    metadata.hasOthers = !others.isEmpty
  }

  private mutating func splitLife(_ cell: Cell?) {
    guard let cell, let first = cell.siblings.first else { return }
    if cell.siblings.count == 1, first.value == .boolean(true), first.base == nil {
      metadata.isAlive = first.dot == metadata.common
      if !metadata.isAlive { metadata.exceptions[Field.life] = .plain(first.dot, base: nil) }
    } else {
      whole[Field.life] = cell
      metadata.exceptions[Field.life] = .whole
    }
  }

  /// The dot that wrote the record's life, which for most records wrote everything else too.
  private static func commonDot(of record: Record) -> Dot {
    record.cells[Field.life]?.siblings.first?.dot
      ?? record.cells.values.compactMap { $0.siblings.first?.dot }.min()
      ?? Dot(ReplicaID(rawValue: 0), 1)
  }
}
