internal import GRDB
internal import SyncCore

/// A record taken apart the way a row stores it: columns, metadata, whole cells, unknown fields.
struct RecordSplit {
  private(set) var columns: [DatabaseValue] = []
  private(set) var metadata: RecordMetadata
  /// Cells that the columns cannot hold: several siblings, texts with their versions, misfits.
  private(set) var whole: [Text: Cell] = [:]
  /// Those of ``whole`` that nobody contests.
  private(set) var settled: Set<Text> = []
  private(set) var others: [Text: Cell] = [:]
  /// Cells that wait for a person, and whether the record itself does.
  private(set) var conflictCount = 0

  init(_ record: Record, kind: KindDescription, stamp: (Dot) throws -> Stamp) throws {
    metadata = RecordMetadata(common: Self.commonDot(of: record))
    var knownCells = 0
    for field in kind.fields {
      guard let cell = record.cells[field.name] else {
        ColumnCoding.append(.null, as: field.type, to: &columns)
        continue
      }
      knownCells += 1
      if let first = cell.siblings.first, cell.siblings.count == 1, cell.past.isEmpty,
        Self.fits(first.value, field.type)
      {
        ColumnCoding.append(first.value, as: field.type, to: &columns)
        let isCommon = first.dot == metadata.common && first.base == nil && !first.value.isNull
        if !isCommon { metadata.exceptions[field.name] = .plain(first.dot, base: first.base) }
        continue
      }
      let reading = try field.policy.read(cell, stamp: stamp)
      if reading.status == .conflict { conflictCount += 1 }
      let value = Self.fits(reading.value, field.type) ? reading.value : .null
      ColumnCoding.append(value, as: field.type, to: &columns)
      whole[field.name] = cell
      metadata.exceptions[field.name] = .whole
      let isText = cell.siblings.allSatisfy(\.isProse) || !cell.past.isEmpty
      if isText, reading.status == .single || reading.status == .unset {
        settled.insert(field.name)
      }
    }
    splitLife(record.cells[Field.life])
    switch record.life {
    case .alive, .deleted: break
    case .contested: conflictCount += 1
    // Nobody can decide a field of a record that is not there.
    case .quarantined: conflictCount = 1
    }
    let knownCount = knownCells + (record.cells[Field.life] == nil ? 0 : 1)
    if record.cells.count > knownCount {
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

  /// Whether the columns give the very same value back.
  private static func fits(_ value: Value, _ type: FieldType) -> Bool {
    guard type.accepts(value) else { return false }
    switch value {
    case .null, .boolean, .text, .day: return true
    case .number(let number) where number.scale == 0: return true
    case .reference(let reference): return reference.key.kind.isWord
    default:
      return ColumnCoding.value(of: ColumnCoding.columns(of: value, as: type)[...], as: type)
        == value
    }
  }
}

extension Text {
  /// Whether a reference's text form can be taken apart again around it.
  fileprivate var isWord: Bool {
    !isEmpty && !utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "@") }
  }
}
