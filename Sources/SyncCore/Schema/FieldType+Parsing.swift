extension FieldType {
  /// The longest text that a field holds, in bytes: a plan section is 20 kB, a field value 1 MiB.
  package static let maximumTextBytes = 1 << 20

  /// The normalised value that `text` spells; the empty text is null.
  ///
  /// - Throws: ``ValueFault`` where the text does not have this shape.
  package func parse(_ text: String) throws(ValueFault) -> Value {
    let trimmed = Self.trimmed(text)
    if trimmed.isEmpty { return .null }
    guard trimmed.utf8.count <= Self.maximumTextBytes else {
      throw .tooLong(bytes: trimmed.utf8.count, limit: Self.maximumTextBytes)
    }
    guard !trimmed.utf8.contains(0) else { throw .containsNull }
    guard let value = value(of: trimmed) else {
      throw .wrongShape(given: trimmed, expected: expectation)
    }
    return value
  }

  private func value(of text: String) -> Value? {
    switch self {
    case .text: .text(Text(text))
    case .email: Self.isEmail(text) ? .text(Text(Self.lowercased(text))) : nil
    case .user: Self.isUserName(text) ? .text(Text(text)) : nil
    case .number: Number(text).map(Value.number)
    case .boolean: Self.booleans[Self.lowercased(text)].map(Value.boolean)
    case .day: Day(text).map(Value.day)
    case .choice(let words):
      Self.word(Text(text), among: words).map(Value.text)
    case .reference(let kind):
      Reference(text).flatMap { kind == nil || $0.key.kind == kind ? .reference($0) : nil }
    case .position: FractionalKey(Text(text)).map(\.fieldValue)
    case .group: nil
    }
  }

  private static func word(_ text: Text, among words: [Text]) -> Text? {
    if words.contains(text) { return text }
    let lowercased = lowercased(text.string)
    return words.first { Self.lowercased($0.string) == lowercased }
  }

  private static let booleans = [
    "yes": true, "true": true, "1": true, "no": false, "false": false, "0": false,
  ]

  /// A user's name: what people type after `--user`, at most 64 bytes without spaces or `@`.
  package static func isUserName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "@") && $0 != 0x7F }
  }

  private static func isEmail(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.utf8.allSatisfy { $0 > UInt8(ascii: " ") }
  }

  /// ASCII letters alone: other scripts' cases follow tables that change.
  package static func lowercased(_ text: String) -> String {
    String(
      decoding: text.utf8.map {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
      },
      as: UTF8.self)
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if let first = text.utf8.first, let last = text.utf8.last, !isSpace(first), !isSpace(last) {
      return text
    }
    let bytes = text.utf8.drop(while: isSpace)
    guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(decoding: bytes[...last], as: UTF8.self)
  }
}

/// Why a typed-in value does not fit its field.
package enum ValueFault: Error, Hashable, Sendable {
  case wrongShape(given: String, expected: String)
  case tooLong(bytes: Int, limit: Int)
  case containsNull
}

extension Reference {
  /// The reference of a text form `kind/id` or `kind/id@space`, or nil.
  package init?(_ text: String) {
    let bytes = text.utf8
    let at = bytes.firstIndex(of: UInt8(ascii: "@"))
    let key = bytes[..<(at ?? bytes.endIndex)]
    guard let slash = key.firstIndex(of: UInt8(ascii: "/")), slash != key.startIndex,
      let id = RecordID(text[key.index(after: slash)..<key.endIndex])
    else { return nil }
    var space: SpaceID?
    if let at {
      space = SpaceID(text[bytes.index(after: at)...])
      if space == nil { return nil }
    }
    self.init(RecordKey(Text(String(text[..<slash])), id), in: space)
  }
}
