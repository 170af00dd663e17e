internal import AccountModel
internal import SyncCore
internal import SyncProtocol

/// Understands the `fields` of a line by the schema of its kind.
struct FieldParser {
  let kind: PortableKind
  let number: Int

  /// The values by the places of their fields, normalised; a null that the line spells is a value.
  func parse(_ reader: inout JSONReader) throws -> [Value?] {
    var values = [Value?](repeating: nil, count: kind.names.count)
    try reader.beginObject()
    var count = 0
    // Lines name fields in the order of the schema; then the next one is found at once.
    var expected = 0
    while let name = try reader.nextName(after: count) {
      count += 1
      let index = try self.index(of: name, from: expected, reader)
      guard values[index] == nil else {
        throw problem("\(kind.kind.fields[index].name) stands twice.", "Leave one of them out.")
      }
      let field = kind.kind.fields[index]
      values[index] = try value(field.name, field.type, &reader)
      expected = index + 1
    }
    return values
  }

  private func index(
    of name: JSONReader.Name, from expected: Int, _ reader: JSONReader
  ) throws -> Int {
    if expected < kind.names.count, try reader.isName(name, kind.names[expected]) {
      return expected
    }
    for index in kind.names.indices where try reader.isName(name, kind.names[index]) {
      return index
    }
    let text = Text(try reader.text(of: name))
    if let address = kind.kind.address(text) {
      throw problem(
        "\(text) is a part of \(address.field.name).",
        "Write \"\(address.field.name)\":{\"\(text)\":…}.")
    }
    let names = kind.kind.fields.map(\.name)
    let near = Spelling.nearest(to: text, among: names)
    let known = (near.isEmpty ? names : near).map(\.string).joined(separator: ", ")
    throw problem(
      "The kind \(kind.kind.name) has no field \"\(text)\".",
      near.isEmpty ? "Its fields are \(known)." : "Did you mean \(known)?")
  }

  private func value(
    _ name: Text, _ type: FieldType, _ reader: inout JSONReader
  ) throws -> Value {
    let shape = try reader.shape()
    switch (type, shape) {
    case (_, .null):
      try reader.null()
      return .null
    case (.group(let members), .object): return try group(members, of: name, &reader)
    case (.boolean, .boolean): return .boolean(try reader.boolean())
    case (.number, .number):
      if let number = try reader.number() { return .number(number) }
      throw problem(
        "\(name) is out of range.", "A number has at most 15 digits, 9 of them behind the point.")
    case (.boolean, _), (.number, _), (.group, _): throw wrongShape(name, type, shape)
    case (_, .string): return try parsed(try reader.string(), name, type)
    default: throw wrongShape(name, type, shape)
    }
  }

  private func group(
    _ members: [GroupMember], of field: Text, _ reader: inout JSONReader
  ) throws -> Value {
    var values: [Text: Value] = [:]
    try reader.beginObject()
    var count = 0
    while let name = try reader.nextName(after: count) {
      count += 1
      let text = Text(try reader.text(of: name))
      guard let member = members.first(where: { $0.name == text }) else {
        let names = members.map(\.name.string).joined(separator: ", ")
        throw problem("\(field) has no part \"\(text)\".", "Its parts are \(names).")
      }
      let value = try value(text, member.type, &reader)
      guard values.updateValue(value, forKey: text) == nil else {
        throw problem("\(text) stands twice.", "Leave one of them out.")
      }
    }
    let group = Group(values)
    return group.members.isEmpty ? .null : .group(group)
  }

  private func parsed(_ text: String, _ name: Text, _ type: FieldType) throws -> Value {
    do {
      return try type.parse(text)
    } catch ValueFault.wrongShape(let given, let expected) {
      throw problem("\(name) expects \(expected), not \"\(Self.brief(given))\".", "Correct it.")
    } catch ValueFault.tooLong(let bytes, let limit) {
      throw problem("\(name) is \(bytes) bytes long, at most \(limit).", "Shorten it.")
    } catch ValueFault.containsNull {
      throw problem("\(name) holds the character U+0000.", "Leave it out.")
    }
  }

  private func wrongShape(_ name: Text, _ type: FieldType, _ shape: JSONReader.Shape) -> LineProblem
  {
    let given =
      switch shape {
      case .object: "an object"
      case .array: "a list"
      case .string: "a text"
      case .number: "a number"
      case .boolean: "true or false"
      case .null: "null"
      }
    let expected =
      switch type {
      case .boolean: "true or false"
      case .group: "an object of " + type.expectation
      default: type.expectation
      }
    return problem("\(name) expects \(expected), not \(given).", "Correct it.")
  }

  /// Enough of a value to find it by, in characters.
  private static let briefLength = 64

  private static func brief(_ text: String) -> String {
    text.count > briefLength ? "\(text.prefix(briefLength - 1))…" : text
  }

  private func problem(_ message: String, _ hint: String) -> LineProblem {
    LineProblem(number, message, hint: hint)
  }
}
