import SyncCore

/// A JSON value whose keys keep their order and whose numbers keep their digits.
enum JSON {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// Plain decimal digits.
  case number(Number)
  case string(String)
  case array([JSON])
  case members([Member])

  /// One entry of an object.
  struct Member {
    let key: String
    let value: JSON
  }

  /// An object with these entries in their order.
  static func object(_ entries: KeyValuePairs<String, JSON>) -> JSON {
    .members(entries.map { Member(key: $0.key, value: $0.value) })
  }

  static func count(_ number: some BinaryInteger) -> JSON { .integer(Int64(clamping: number)) }

  static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// On one line.
  var text: String {
    switch self {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number): number.description
    case .string(let text): Self.quoted(text)
    case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .members(let members):
      "{" + members.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < firstPrintable:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Everything before the space is a control character, which JSON does not allow as it is.
  private static let firstPrintable: UInt32 = 0x20
}
