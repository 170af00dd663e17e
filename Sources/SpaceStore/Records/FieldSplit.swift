internal import GRDB
internal import SyncCore

/// One field taken apart the way a row stores it.
struct FieldSplit {
  let columns: [DatabaseValue]
  /// How the field differs from the common case; nil where it does not, or where nobody wrote it.
  let form: RecordMetadata.Form?
  /// The cell, where the columns cannot hold it: several siblings, texts with their versions, misfits.
  var whole: Cell?
  /// Whether nobody contests a cell that stands apart.
  var isSettled = false
  /// Whether the cell waits for a person.
  var isConflict = false

  /// `common` is the dot that a row's fields have where nothing else is said.
  init(
    _ cell: Cell?, of field: FieldDescription, common: Dot, stamp: (Dot) throws -> Stamp
  ) throws {
    guard let cell, let first = cell.siblings.first ?? cell.past.first else {
      columns = ColumnCoding.columns(of: .null, as: field.type)
      form = nil
      return
    }
    if cell.siblings.count == 1, cell.past.isEmpty, Self.fits(first.value, field.type) {
      columns = ColumnCoding.columns(of: first.value, as: field.type)
      let isCommon = first.dot == common && first.base == nil && !first.value.isNull
      form = isCommon ? nil : .plain(first.dot, base: first.base)
      return
    }
    let reading = try field.policy.read(cell, stamp: stamp)
    let value = Self.fits(reading.value, field.type) ? reading.value : .null
    columns = ColumnCoding.columns(of: value, as: field.type)
    form = .whole
    whole = cell
    isConflict = reading.status == .conflict
    let isText = cell.siblings.allSatisfy(\.isProse) || !cell.past.isEmpty
    isSettled = isText && (reading.status == .single || reading.status == .unset)
  }

  /// Whether the columns give the very same value back.
  private static func fits(_ value: Value, _ type: FieldType) -> Bool {
    guard type.accepts(value) else { return false }
    switch (value, type) {
    case (.text, _), (.boolean, _), (.day, _), (.null, _): return true
    default:
      let columns = ColumnCoding.columns(of: value, as: type)
      return ColumnCoding.value(of: columns[...], as: type) == value
    }
  }
}
