import SyncCore
import Testing

@Suite struct `A field type` {
  static let colors = FieldType.choice(["red", "green"])
  static let money = FieldType.group([
    GroupMember("amount", .number), GroupMember("currency", .text),
  ])

  @Test(
    arguments: [
      (.text, "  milk\t\n", .text("milk")),
      (.text, "milk and  bread", .text("milk and  bread")),
      (.email, " Ana@Example.COM ", .text("ana@example.com")),
      (.user, "ana", .text("ana")),
      (.number, "12.50", Number(mantissa: 125, scale: 1).map(Value.number)),
      (.boolean, "Yes", .boolean(true)), (.boolean, "true", .boolean(true)),
      (.boolean, "1", .boolean(true)), (.boolean, "no", .boolean(false)),
      (.boolean, "FALSE", .boolean(false)), (.boolean, "0", .boolean(false)),
      (.day, "2026-03-09", Day("2026-03-09").map(Value.day)),
      (colors, "Green", .text("green")),
      (.reference(nil), "opportunity/0000000000000001", .reference(Reference(.milk))),
      (.reference("opportunity"), "opportunity/0000000000000001", .reference(Reference(.milk))),
    ] as [(FieldType, String, Value?)])
  func `reads a value of its shape`(type: FieldType, text: String, value: Value?) throws {
    let value = try #require(value)
    #expect(try type.parse(text) == value)
    #expect(type.accepts(value))
  }

  @Test(
    arguments: [
      (.email, "ana"), (.email, "@example.com"), (.email, "ana@"), (.email, "a@b@c"),
      (.email, "ana smith@example.com"),
      (.user, "ana smith"), (.user, "ana@example"), (.user, String(repeating: "a", count: 65)),
      (.number, "12,5"), (.number, "twelve"), (.number, "1e3"),
      (.boolean, "maybe"), (.boolean, "2"),
      (.day, "9.3.2026"), (.day, "2026-02-30"), (.day, "tomorrow"),
      (colors, "blue"),
      (.reference(nil), "Milk"), (.reference(nil), "opportunity/1"),
      (.reference("account"), "opportunity/0000000000000001"),
      (money, "12 EUR"),
    ] as [(FieldType, String)])
  func `refuses another shape and says what it expects`(type: FieldType, text: String) {
    #expect(throws: ValueFault.wrongShape(given: text, expected: type.expectation)) {
      try type.parse(text)
    }
  }

  @Test(arguments: [
    FieldType.text, .email, .user, .number, .boolean, .day, colors, .reference(nil), money,
  ])
  func `reads an empty text as null, which it accepts`(type: FieldType) throws {
    #expect(try type.parse("") == .null)
    #expect(try type.parse(" \t\r\n") == .null)
    #expect(type.accepts(.null))
  }

  @Test func `refuses a text that is too long or holds U+0000`() throws {
    let limit = FieldType.maximumTextBytes
    let longest = String(repeating: "a", count: limit)
    #expect(try FieldType.text.parse(longest) == .text(Text(longest)))
    #expect(throws: ValueFault.tooLong(bytes: limit + 1, limit: limit)) {
      try FieldType.text.parse(longest + "a")
    }
    #expect(throws: ValueFault.containsNull) { try FieldType.text.parse("a\u{0}b") }
  }

  @Test func `leaves a decomposed letter as it is`() throws {
    #expect(try FieldType.text.parse("cafe\u{301}") == .text("cafe\u{301}"))
    #expect(try FieldType.text.parse("cafe\u{301}") != .text("caf\u{E9}"))
  }

  @Test func `accepts the values of its own shape alone`() {
    let shapes: [(FieldType, Set<Value>)] = [
      (.text, [.text(""), .text("milk")]), (.number, [.number(-3), .number(12)]),
      (.boolean, [.boolean(true), .boolean(false)]), (.day, [.day(Day(milliseconds: 0))]),
      (.reference("opportunity"), [.reference(Reference(.milk))]), (.reference("account"), []),
      (Self.money, [.group(Group(["amount": .number(12)]))]),
      (.group([GroupMember("amount", .text)]), []), (.group([]), []),
    ]
    for (type, accepted) in shapes {
      for value in valuesOfEveryKind {
        #expect(
          type.accepts(value) == (value.isNull || accepted.contains(value)), "\(type) \(value)")
      }
    }
  }

  @Test func `accepts a word that a newer program knows`() {
    #expect(Self.colors.accepts(.text("violet")))
  }
}
