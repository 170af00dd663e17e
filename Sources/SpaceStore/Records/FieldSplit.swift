internal import SyncCore

/// One field taken apart the way a row stores it; its columns are appended to those of the fields before.
struct FieldSplit {
  /// How the field differs from the common case; nil where it does not, or where nobody wrote it.
  let form: RecordMetadata.Form?
  /// The cell, where the columns cannot hold it: several siblings, texts with past versions, misfits.
  var whole: Cell?
  /// Whether nobody contests a cell that stands apart.
  var isSettled = false
  /// Whether the cell waits for a person.
  var isConflict = false

  /// `common` is the dot that a row's fields have where nothing else is said.
  init(
    _ cell: Cell?, of field: FieldDescription, common: Dot, columns: inout [ColumnValue],
    stamp: (Dot) throws -> Stamp
  ) throws {
    guard let cell, let first = cell.siblings.first ?? cell.past.first else {
      ColumnCoding.append(.null, as: field.type, to: &columns)
      form = nil
      return
    }
    if cell.siblings.count == 1, cell.past.isEmpty, Self.fits(first.value, field.type) {
      ColumnCoding.append(first.value, as: field.type, to: &columns)
      let isCommon = first.dot == common && first.base == nil && !first.value.isNull
      form = isCommon ? nil : .plain(first.dot, base: first.base)
      return
    }
    if cell.siblings.count == 1, cell.past.isEmpty, first.base == nil, field.type == .text,
      case .prose(.whole(let text)) = first.value
    {
      // A text that was emptied reads as nothing, however many versions are held.
      columns.append(text.utf8.isEmpty ? .null : .text(text.string))
      form = .version(first.dot, supersedes: first.supersedes)
      return
    }
    let reading = try field.policy.read(cell, stamp: stamp)
    let value = Self.fits(reading.value, field.type) ? reading.value : .null
    ColumnCoding.append(value, as: field.type, to: &columns)
    form = .whole
    whole = cell
    isConflict = reading.status == .conflict
    let isText = cell.siblings.allSatisfy(\.isProse) || !cell.past.isEmpty
    isSettled = isText && (reading.status == .single || reading.status == .unset)
  }

  /// Whether the columns give the very same value back.
  private static func fits(_ value: Value, _ type: FieldType) -> Bool {
    guard type.accepts(value) else { return false }
    switch value {
    case .null, .boolean, .text, .day: return true
    case .number(let number) where number.scale == 0: return true
    case .reference(let reference): return reference.key.kind.isWord
    default:
      let columns = ColumnCoding.columns(of: value, as: type)
      return ColumnCoding.value(of: columns[...], as: type) == value
    }
  }
}

extension Text {
  /// Whether a reference's text form can be taken apart again around it.
  fileprivate var isWord: Bool {
    !isEmpty && !utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "@") }
  }
}
