import SyncCore
import SyncTesting

/// The workload as JSON lines: what a plain export, or a rival, would carry.
enum JSONLines {
  /// The records in the form that `fieldbook import` takes.
  static func text(of records: [WorkRecord]) -> String {
    records.map { record in
      let id = record.kind.derivedFrom.isEmpty ? ",\"id\":\"\(record.drawnID)\"" : ""
      return "{\"kind\":\"\(record.kind.name)\"\(id),\"space\":\"\(space(record.account))\""
        + ",\"fields\":\(object(record.values, order: record.kind.fields.map(\.name)))}\n"
    }.joined()
  }

  /// The edits, with when and by whom, one line for each.
  static func text(of edits: [WorkEdit], in data: DataSet) -> String {
    edits.enumerated().map { index, edit in
      let record = data.accounts[edit.account][edit.record]
      let field = edit.member.map { "\(edit.field.name).\($0.name)" } ?? edit.field.name.string
      var value = edit.value
      if let member = edit.member, case .group(let group) = value { value = group[member.name] }
      let time = firstEdit + index * millisecondsBetweenEdits
      return "{\"device\":\(edit.device),\"seq\":\(index + 1),\"ts\":\(time)"
        + ",\"kind\":\"\(record.kind.name)\",\"id\":\"\(record.drawnID)\""
        + ",\"account\":\"\(space(edit.account))\",\"field\":\"\(field)\""
        + ",\"value\":\(json(value))}\n"
    }.joined()
  }

  /// 2026-01-01 in milliseconds since 1970.
  private static let firstEdit = 1_767_225_600_000
  /// A seller's pace while typing, made a little uneven by the remainder.
  private static let millisecondsBetweenEdits = 30_017

  /// The space that a file says an account is in.
  static func space(_ account: Int) -> String {
    var dice = Seed(rawValue: UInt64(account)).generator
    return Hexadecimal.text(dice.next()) + Hexadecimal.text(dice.next())
  }

  private static func object(_ values: [Text: Value], order: [Text]) -> String {
    let members = order.compactMap { name in
      values[name].map { "\(quoted(name.string)):\(json($0))" }
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .number(let number): number.description
    case .group(let group):
      object(
        Dictionary(uniqueKeysWithValues: group.members.map { ($0.name, $0.value) }),
        order: group.members.map(\.name))
    default: quoted(value.description)
    }
  }

  /// The made-up texts hold nothing that JSON must escape but quotation marks and backslashes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
