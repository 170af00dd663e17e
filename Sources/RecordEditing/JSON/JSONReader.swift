package import SyncCore

/// Takes the values of one JSON text from bytes, in order, as their consumer asks for them.
///
/// Strict by RFC 8259: no comments, no trailing commas, no lone surrogates, UTF-8 alone. It builds no
/// tree and keeps every digit of a number; names that stand twice are the consumer's to refuse.
package struct JSONReader {
  /// The most levels that ``skip()`` passes over: a line of records has three.
  package static let maximumDepth = 64

  private let bytes: [UInt8]
  private let start: Int
  private let end: Int
  package private(set) var position: Int

  /// Reads the bytes of `range` alone.
  package init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    start = range.lowerBound
    end = range.upperBound
    position = start
  }

  package init(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes, in: bytes.indices)
  }

  package enum Shape: Hashable, Sendable { case object, array, string, number, boolean, null }

  /// A string as it stands in the text, between its quotes.
  package struct Name: Hashable, Sendable {
    fileprivate let range: Range<Int>
    fileprivate let hasEscapes: Bool
  }

  /// What the next value is, by its first byte.
  package mutating func shape() throws(JSONFault) -> Shape {
    switch try peek() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case let byte: throw fault(.unexpected(byte))
    }
  }

  // MARK: Objects

  package mutating func beginObject() throws(JSONFault) { try take(UInt8(ascii: "{")) }

  /// The next member's name, so that its value comes next; nil at the end of the object.
  ///
  /// `count` members came before.
  package mutating func nextName(after count: Int) throws(JSONFault) -> Name? {
    if try peek() == UInt8(ascii: "}") {
      position += 1
      return nil
    }
    if count > 0 {
      try take(UInt8(ascii: ","))
      _ = try peek()
    }
    let name = try rawString()
    try take(UInt8(ascii: ":"))
    return name
  }

  /// Whether a name is spelled by `utf8`.
  package func isName(_ name: Name, _ utf8: [UInt8]) throws(JSONFault) -> Bool {
    if name.hasEscapes { return try Array(text(of: name).utf8) == utf8 }
    return name.range.count == utf8.count && bytes[name.range].elementsEqual(utf8)
  }

  package func text(of name: Name) throws(JSONFault) -> String {
    if name.hasEscapes { return try unescaped(name.range) }
    guard let text = Text(validating: bytes[name.range]) else {
      throw fault(.notUTF8, at: name.range.lowerBound)
    }
    return text.string
  }

  // MARK: Values

  package mutating func string() throws(JSONFault) -> String {
    _ = try peek()
    return try text(of: rawString())
  }

  package mutating func boolean() throws(JSONFault) -> Bool {
    let isTrue = try peek() == UInt8(ascii: "t")
    try word(isTrue ? Self.trueWord : Self.falseWord)
    return isTrue
  }

  package mutating func null() throws(JSONFault) {
    _ = try peek()
    try word(Self.nullWord)
  }

  /// The exact decimal number; nil where it has more digits than a ``Number`` holds.
  package mutating func number() throws(JSONFault) -> Number? {
    _ = try peek()
    var digits = JSONNumber()
    if position < end, bytes[position] == UInt8(ascii: "-") {
      digits.isNegative = true
      position += 1
    }
    let first = position
    takeDigits { digits.add($0) }
    let isPadded = position > first + 1 && bytes[first] == UInt8(ascii: "0")
    guard position > first, !isPadded else { throw fault(.badNumber, at: first) }
    if position < end, bytes[position] == UInt8(ascii: ".") {
      position += 1
      let start = position
      takeDigits { digits.addFraction($0) }
      guard position > start else { throw fault(.badNumber) }
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      var isNegative = false
      if position < end, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
        isNegative = bytes[position] == UInt8(ascii: "-")
        position += 1
      }
      let start = position
      var exponent = 0
      // Beyond this no number is in range, whatever its digits.
      takeDigits { exponent = min(exponent * 10 + $0, JSONNumber.greatestExponent) }
      guard position > start else { throw fault(.badNumber) }
      digits.exponent = isNegative ? -exponent : exponent
    }
    return digits.number
  }

  /// Passes over one value of any shape.
  package mutating func skip() throws(JSONFault) {
    var levels: [Level] = []
    repeat {
      if let level = levels.last {
        let hasNext =
          try level.isObject
          ? nextName(after: level.count) != nil : nextElement(after: level.count)
        guard hasNext else {
          levels.removeLast()
          continue
        }
        levels[levels.count - 1].count += 1
      }
      switch try shape() {
      case .object: try open(isObject: true, &levels)
      case .array: try open(isObject: false, &levels)
      case .string: _ = try string()
      case .number: _ = try number()
      case .boolean: _ = try boolean()
      case .null: try null()
      }
    } while !levels.isEmpty
  }

  /// An open object or array of which `count` members came.
  private struct Level {
    let isObject: Bool
    var count = 0
  }

  private mutating func open(isObject: Bool, _ levels: inout [Level]) throws(JSONFault) {
    position += 1
    levels.append(Level(isObject: isObject))
    guard levels.count <= Self.maximumDepth else { throw fault(.tooDeep) }
  }

  /// Whether an element comes; false at the end of the array.
  private mutating func nextElement(after count: Int) throws(JSONFault) -> Bool {
    if try peek() == UInt8(ascii: "]") {
      position += 1
      return false
    }
    if count > 0 { try take(UInt8(ascii: ",")) }
    return true
  }

  /// Refuses what follows the value.
  package mutating func finish() throws(JSONFault) {
    skipSpaces()
    guard position == end else { throw fault(.trailing) }
  }

  // MARK: Bytes

  private static let trueWord = Array("true".utf8)
  private static let falseWord = Array("false".utf8)
  private static let nullWord = Array("null".utf8)

  private mutating func skipSpaces() {
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      default: return
      }
    }
  }

  /// The next byte that is no space.
  private mutating func peek() throws(JSONFault) -> UInt8 {
    skipSpaces()
    guard position < end else { throw fault(.unfinished) }
    return bytes[position]
  }

  private mutating func take(_ byte: UInt8) throws(JSONFault) {
    let found = try peek()
    guard found == byte else { throw fault(.unexpected(found)) }
    position += 1
  }

  private mutating func word(_ word: [UInt8]) throws(JSONFault) {
    guard bytes[position..<end].starts(with: word) else {
      throw fault(.unexpected(bytes[position]))
    }
    position += word.count
  }

  private mutating func takeDigits(_ body: (Int) -> Void) {
    while position < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      body(Int(bytes[position] - UInt8(ascii: "0")))
      position += 1
    }
  }

  private mutating func rawString() throws(JSONFault) -> Name {
    try take(UInt8(ascii: "\""))
    let first = position
    var hasEscapes = false
    var index = position
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        position = index + 1
        return Name(range: first..<index, hasEscapes: hasEscapes)
      }
      guard byte >= Self.firstPrintable else { throw fault(.controlCharacter, at: index) }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        index += 1
      }
      index += 1
    }
    position = end
    throw fault(.unfinished)
  }

  /// Everything before the space has to be escaped.
  private static let firstPrintable: UInt8 = 0x20

  private func unescaped(_ range: Range<Int>) throws(JSONFault) -> String {
    var plain: [UInt8] = []
    plain.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\\") else {
        plain.append(byte)
        index += 1
        continue
      }
      var escape = JSONEscape(bytes: bytes, position: index + 1, end: range.upperBound)
      do {
        plain.append(contentsOf: try escape.utf8())
      } catch {
        throw fault(error, at: index)
      }
      index = escape.position
    }
    guard let text = Text(validating: plain[...]) else {
      throw fault(.notUTF8, at: range.lowerBound)
    }
    return text.string
  }

  private func fault(_ reason: JSONFault.Reason, at index: Int? = nil) -> JSONFault {
    JSONFault(reason: reason, offset: (index ?? position) - start)
  }
}
