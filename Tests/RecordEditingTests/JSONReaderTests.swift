import RecordEditing
import SyncCore
import Testing

@Suite struct `A JSON reader` {
  /// What a whole text holds, as far as lines of records need it.
  private static func skipped(_ text: String) throws(JSONFault) {
    var reader = JSONReader(text)
    try reader.skip()
    try reader.finish()
  }

  private static func string(_ text: String) throws(JSONFault) -> String {
    var reader = JSONReader(text)
    let string = try reader.string()
    try reader.finish()
    return string
  }

  private static func number(_ text: String) throws(JSONFault) -> Number? {
    var reader = JSONReader(text)
    let number = try reader.number()
    try reader.finish()
    return number
  }

  @Test(arguments: [
    "{}", "[]", "null", "true", " [1, 2.5e-3, {\"a\": [[], {}]}, \"x\"] ", "{\"a\":{\"b\":null}}",
    "-0",
  ])
  func `takes what is JSON`(text: String) throws {
    try Self.skipped(text)
  }

  @Test(arguments: [
    "", " ", "{", "[", "{]", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}",
    "'a'",
    "[1 2]", "{\"a\":1 \"b\":2}", "nul", "truer", "NaN", "Infinity", "-", "+1", "01", "-01", "1.",
    ".5",
    "1e", "1e+", "0x10", "\"", "\"\\\"", "\"a\nb\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12G4\"", "1 2",
    "{} {}",
    "// a\n1", "\u{FEFF}1", "]", "}",
  ])
  func `refuses what is not`(text: String) {
    #expect(throws: JSONFault.self) { try Self.skipped(text) }
    #expect(throws: JSONFault.self) { _ = try Self.string(text) }
  }

  @Test func `refuses bytes that are not UTF-8`() throws {
    for bytes: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3],
    ] {
      let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
      var reader = JSONReader(text, in: text.indices)
      #expect(throws: JSONFault.self) { _ = try reader.string() }
    }
  }

  @Test(arguments: [
    ("\"\"", ""), ("\"a b\"", "a b"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00!""#, "😀!"), (#""\u0000""#, "\0"),
    ("\"é😀\"", "é😀"),
  ])
  func `understands escapes`(text: String, value: String) throws {
    #expect(try Array(Self.string(text).utf8) == Array(value.utf8))
  }

  @Test(arguments: [#""\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#, #""\ude00""#])
  func `refuses half of a surrogate pair`(text: String) {
    #expect(throws: JSONFault.self) { _ = try Self.string(text) }
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("12", "12"), ("-12.50", "-12.5"), ("100", "100"),
    ("0.1", "0.1"), ("0.000000001", "0.000000001"), ("999999999999999", "999999999999999"),
    ("999999.999999999", "999999.999999999"), ("1.50000000000000000000000", "1.5"),
    ("1e3", "1000"), ("1.25E+2", "125"), ("1500e-3", "1.5"), ("10e-1", "1"), ("0e99999", "0"),
  ])
  func `keeps every digit of a number`(text: String, value: String) throws {
    let number = try Self.number(text)
    #expect(number?.description == value)
  }

  @Test(arguments: [
    "1000000000000000", "0.0000000001", "1e15", "1e-10", "1e99999999999999999999",
    "123456789012345678901234567890",
    "1.0000000000000001",
  ])
  func `does not round a number that is out of range`(text: String) throws {
    #expect(try Self.number(text) == nil)
  }

  @Test func `bounds the depth`() throws {
    let deep = String(repeating: "[", count: JSONReader.maximumDepth)
    let closed = String(repeating: "]", count: JSONReader.maximumDepth)
    try Self.skipped(deep + closed)
    #expect(throws: JSONFault.self) { try Self.skipped("[" + deep + closed + "]") }
    #expect(throws: JSONFault.self) { try Self.skipped(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func `says where it stopped`() {
    let fault = #expect(throws: JSONFault.self) { try Self.skipped("{\"a\":tru}") }
    #expect(fault?.sentence == "\"t\" stands where it cannot, at byte 6")
  }

  @Test func `reads within its range alone`() throws {
    let bytes = Array("[1]{\"a\":2}[3]".utf8)
    var reader = JSONReader(bytes, in: 3..<10)
    try reader.beginObject()
    let name = try #require(try reader.nextName(after: 0))
    #expect(try reader.isName(name, Array("a".utf8)))
    #expect(try reader.number() == 2)
    #expect(try reader.nextName(after: 1) == nil)
    try reader.finish()
  }

  @Test func `compares a name by what it spells`() throws {
    var reader = JSONReader(#"{"k\u0069nd":1}"#)
    try reader.beginObject()
    let name = try #require(try reader.nextName(after: 0))
    #expect(try reader.isName(name, Array("kind".utf8)))
    #expect(try !reader.isName(name, Array("kinds".utf8)))
    #expect(try reader.text(of: name) == "kind")
  }
}
