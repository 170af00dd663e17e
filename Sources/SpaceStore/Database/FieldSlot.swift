internal import SyncCore

/// Where one field lies in its kind's table, with the statements that touch nothing else of a row.
///
/// A class for the reason that ``TableLayout`` is one.
final class FieldSlot: Sendable {
  let field: FieldDescription
  /// One column, or one for each member of a group.
  let columns: [TableColumn]
  /// Gives the row's metadata, then the field's columns; takes space and id.
  let select: String
  /// Takes metadata, by how much the count of conflicts grows, the columns, space and id.
  let update: String

  /// `table` is the table's quoted name.
  init(_ field: FieldDescription, table: String) {
    self.field = field
    if case .group(let members) = field.type {
      columns = members.map { TableColumn(name: "\(field.name)_\($0.name)", type: $0.type) }
    } else {
      columns = [TableColumn(name: field.name.string, type: field.type)]
    }
    let names = columns.map { TableLayout.quoted($0.name) }
    select =
      "SELECT _m, \(names.joined(separator: ", ")) FROM \(table) WHERE space = ? AND id = ?"
    let updates = names.map { "\($0) = ?" }.joined(separator: ", ")
    update = """
      UPDATE \(table) SET _m = ?, _conflicts = _conflicts + ?, \(updates)
      WHERE space = ? AND id = ?
      """
  }
}
