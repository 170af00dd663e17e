import AccountModel
import DiagnosticReports
import RecordEditing
import SpaceStore
import SyncCore

/// A record as its reader is shown it.
struct RecordView {
  let space: SpaceID
  let key: RecordKey
  let kind: KindDescription
  let life: Life
  let readings: [Text: Reading]

  init(_ record: Record, of kind: KindDescription, _ ledger: SQLiteDeviceLedger) throws {
    space = ledger.space
    key = record.key
    self.kind = kind
    life = record.life
    readings = try ledger.readings(of: record)
  }

  func value(_ field: Text) -> Value { readings[field]?.value ?? .null }

  var name: String { kind.label.map { value($0).description } ?? "" }

  /// The fields that wait for a person, in the order of the schema.
  var conflicts: [FieldDescription] {
    kind.fields.filter { readings[$0.name]?.status == .conflict }
  }

  /// Fields that this program does not know.
  private var others: [Text] {
    readings.keys.filter { kind.field($0) == nil }.sorted()
  }

  /// What every field says.
  var fields: JSON {
    let known = kind.fields.map { JSON.Member(key: $0.name.string, value: JSON(value($0.name))) }
    let others = others.map { JSON.Member(key: $0.string, value: JSON(value($0))) }
    return .members(known + others)
  }

  var json: JSON {
    .object([
      "ref": .string("\(key)"), "kind": .string(kind.name.string), "id": .string("\(key.id)"),
      "space": .string("\(space)"), "fields": fields,
      "conflicts": .array(conflicts.map { .string($0.name.string) }),
      "deleted": .boolean(life.isHidden),
    ])
  }

  func lines(_ replica: Replica) throws -> [String] {
    let account = try replica.name(of: replica.space(space))
    var lines = ["\(name.isEmpty ? kind.name.string : name.onOneLine)  \(key)  \(account)"]
    lines += try fieldLines(replica)
    switch life {
    case .alive: break
    case .deleted: lines.append("  deleted; fieldbook restore brings it back")
    case .contested: lines.append("  deleted by one, edited by another; delete or restore decides")
    case .quarantined:
      lines.append("  edit of a purged record; fieldbook restore brings it back")
    }
    return lines
  }

  /// The fields that say something, below each other.
  func fieldLines(_ replica: Replica) throws -> [String] {
    let texts = ValueText(store: replica.store, space: space)
    var rows: [(name: Text, text: String)] = []
    for field in kind.fields where field.type != .position {
      guard let reading = readings[field.name], reading.status != .unset else { continue }
      if reading.value.isNull, reading.status != .conflict { continue }
      let mark = reading.status == .conflict ? "  ← in conflict" : ""
      rows.append((field.name, try texts.text(reading.value, field.type) + mark))
    }
    for name in others { rows.append((name, try texts.text(value(name)))) }
    let width = rows.map(\.name.string.count).max() ?? 0
    return rows.flatMap { name, text in
      let padding = String(repeating: " ", count: width - name.string.count)
      return Block.lines("  \(name)\(padding)  ", text)
    }
  }
}
