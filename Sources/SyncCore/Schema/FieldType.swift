/// The shape of a field's values: how they are typed in, stored and shown.
package indirect enum FieldType: Hashable, Sendable {
  /// Text of any length, trimmed.
  case text
  /// An e-mail address: trimmed, in lower case.
  case email
  /// The name of a user of the team.
  case user
  case number
  case boolean
  /// A calendar day.
  case day
  /// One of a fixed list of words.
  case choice([Text])
  /// A record, of the given kind where one is named.
  case reference(Text?)
  /// The place in a list that people order by hand; see ``FractionalKey``.
  case position
  /// Several values that are one cell.
  case group([GroupMember])
}

/// One member of an atomic group.
package struct GroupMember: Hashable, Sendable {
  package let name: Text
  package let type: FieldType

  package init(_ name: Text, _ type: FieldType) {
    self.name = name
    self.type = type
  }
}

extension FieldType {
  /// Whether `value` has this shape.
  ///
  /// A choice's unknown word fits: newer programs know more words.
  package func accepts(_ value: Value) -> Bool {
    switch (self, value) {
    case (_, .null), (.text, .text), (.email, .text), (.user, .text), (.number, .number),
      (.boolean, .boolean), (.day, .day), (.choice, .text), (.position, .text):
      true
    case (.reference(let kind), .reference(let reference)):
      kind == nil || kind == reference.key.kind
    case (.group(let members), .group(let group)):
      group.members.allSatisfy { entry in
        members.contains { $0.name == entry.name && $0.type.accepts(entry.value) }
      }
    default: false
    }
  }

  /// What people call the shape in a sentence: "expects …".
  package var expectation: String {
    switch self {
    case .text: "text"
    case .email: "an e-mail address"
    case .user: "the name of a user"
    case .number: "a number such as 1250000 or 12.5"
    case .boolean: "yes or no"
    case .day: "a date such as 2026-03-31"
    case .choice(let words): "one of " + words.map(\.string).joined(separator: ", ")
    case .reference(let kind): "a reference such as \(kind ?? "account")/0123456789abcdef"
    case .position: "the key of a place, as another record of the list has one"
    case .group(let members): "its members " + members.map(\.name.string).joined(separator: ", ")
    }
  }
}
