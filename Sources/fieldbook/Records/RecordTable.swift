import AccountModel
import DiagnosticReports
import Foundation
import SpaceStore
import SyncCore

/// Records of one kind as a table: ids, names, then the fields that somebody filled in.
struct RecordTable {
  /// Longer texts are cut: the table shall show which record is which, `show` the rest.
  private static let widestCell = 32

  let kind: KindDescription
  let views: [RecordView]

  func lines(_ replica: Replica) throws -> [String] {
    let shown = shownColumns
    let numbers = shown.indices.filter { shown[$0].type == .number }.map { $0 + 1 }
    var columns = Columns(rightAligned: Set(numbers))
    columns.add(["id"] + shown.map { ($0.member?.name ?? $0.field.name).string })
    for view in views {
      let texts = ValueText(store: replica.store, space: view.space)
      let cells = try shown.map { column -> String in
        let value = column.value(in: view)
        if value.isNull { return "" }
        let mark = view.readings[column.field.name]?.status == .conflict ? " !" : ""
        return Self.cut(try texts.text(value, column.type)) + mark
      }
      columns.add([String(view.key.id.description.prefix(8))] + cells)
    }
    return columns.lines
  }

  /// The label first, then every other field or member that has a value anywhere.
  private var shownColumns: [Column] {
    // A place in a list shows in the order of the rows.
    let all = kind.fields.filter { $0.type != .position }.flatMap { field -> [Column] in
      guard case .group(let members) = field.type else {
        return [Column(field: field, member: nil)]
      }
      return members.map { Column(field: field, member: $0) }
    }
    let filled = all.filter { column in views.contains { !column.value(in: $0).isNull } }
    let isLabel = { (column: Column) in column.field.name == kind.label }
    return filled.filter(isLabel) + filled.filter { !isLabel($0) }
  }

  /// One field, or one member of a group.
  private struct Column {
    let field: FieldDescription
    let member: GroupMember?

    var type: FieldType { member?.type ?? field.type }

    func value(in view: RecordView) -> Value {
      let value = view.value(field.name)
      return member.map { value.member($0.name) } ?? value
    }
  }

  private static func cut(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > widestCell ? "\(line.prefix(widestCell - 1))…" : line
  }
}
