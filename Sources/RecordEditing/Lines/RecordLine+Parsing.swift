internal import AccountModel
internal import SyncCore

extension RecordLine {
  /// Understands one line: its members in any order, none twice, none unknown.
  ///
  /// - Throws: ``LineProblem``
  init(_ reader: JSONReader, number: Int) throws(LineProblem) {
    do {
      var parser = LineParser(reader: reader, number: number)
      self = try parser.parse()
    } catch let fault as JSONFault {
      throw LineProblem(
        number, "The line is not one JSON object: \(fault.sentence).",
        hint: "Each line is {\"kind\":…,\"id\":…,\"space\":…,\"fields\":{…}}.")
    } catch let problem as LineProblem {
      throw problem
    } catch {
      throw LineProblem(number, "The line cannot be read (\(error)).", hint: "Write it anew.")
    }
  }
}

/// Takes one line apart.
private struct LineParser {
  private static let kindName = Array("kind".utf8)
  private static let idName = Array("id".utf8)
  private static let spaceName = Array("space".utf8)
  private static let fieldsName = Array("fields".utf8)

  var reader: JSONReader
  let number: Int
  private var kind: PortableKind?
  private var id: RecordID?
  private var space: SpaceID?
  private var values: [Value?]?
  /// Where the fields begin, in case they came before the kind.
  private var fieldsStart: JSONReader?
  private var seen: Set<[UInt8]> = []

  init(reader: JSONReader, number: Int) {
    self.reader = reader
    self.number = number
  }

  mutating func parse() throws -> RecordLine {
    try reader.beginObject()
    var count = 0
    while let name = try reader.nextName(after: count) {
      count += 1
      try member(name)
    }
    try reader.finish()
    guard let kind else {
      throw problem("The line says no kind.", "Add \"kind\":\"opportunity\", or another kind.")
    }
    if values == nil, var start = fieldsStart {
      values = try FieldParser(kind: kind, number: number).parse(&start)
    }
    return RecordLine(
      number: number, kind: kind, id: id, space: space,
      values: values ?? Array(repeating: nil, count: kind.names.count))
  }

  private mutating func member(_ name: JSONReader.Name) throws {
    if try reader.isName(name, Self.fieldsName) {
      try once(Self.fieldsName)
      guard try reader.shape() == .object else {
        throw problem("\"fields\" is no object.", "Write \"fields\":{\"name\":\"…\"}.")
      }
      if let kind {
        values = try FieldParser(kind: kind, number: number).parse(&reader)
      } else {
        fieldsStart = reader
        try reader.skip()
      }
    } else if try reader.isName(name, Self.kindName) {
      try once(Self.kindName)
      kind = try kind(named: text("kind"))
    } else if try reader.isName(name, Self.idName) {
      try once(Self.idName)
      if let text = try optionalText("id") {
        id = RecordID(text)
        if id == nil {
          throw problem(
            "\"\(text)\" is no id.",
            "An id has 16 hexadecimal digits and begins with 0 to 7; without one the record is new."
          )
        }
      }
    } else if try reader.isName(name, Self.spaceName) {
      try once(Self.spaceName)
      if let text = try optionalText("space") {
        space = SpaceID(text)
        if space == nil {
          throw problem(
            "\"\(text)\" is no space.",
            "A space has 32 hexadecimal digits; leave it out and name the account with --in.")
        }
      }
    } else {
      throw problem(
        "A line has no member \"\(try reader.text(of: name))\".",
        "It has kind, id, space and fields.")
    }
  }

  private mutating func once(_ name: [UInt8]) throws {
    guard seen.insert(name).inserted else {
      throw problem(
        "\"\(String(decoding: name, as: UTF8.self))\" stands twice.", "Leave one of them out.")
    }
  }

  private mutating func text(_ name: String) throws -> String {
    guard try reader.shape() == .string else {
      throw problem("\"\(name)\" is no text.", "Put it in quotes.")
    }
    return try reader.string()
  }

  private mutating func optionalText(_ name: String) throws -> String? {
    if try reader.shape() == .null {
      try reader.null()
      return nil
    }
    return try text(name)
  }

  private func kind(named text: String) throws -> PortableKind {
    let name = Text(text)
    if let kind = PortableKind.named(name) { return kind }
    if kindDescription(named: name) != nil {
      throw problem(
        "Records of the kind \(name) are not imported.",
        "The hub, the team's admin or fieldbook share writes them; leave the line out.")
    }
    let kinds = PortableKind.all.map(\.kind.name)
    let near = Spelling.nearest(to: name, among: kinds)
    let known = (near.isEmpty ? kinds : near).map(\.string).joined(separator: ", ")
    throw problem(
      "There is no kind \"\(name)\".",
      near.isEmpty ? "The kinds are \(known)." : "Did you mean \(known)?")
  }

  private func problem(_ message: String, _ hint: String) -> LineProblem {
    LineProblem(number, message, hint: hint)
  }
}
