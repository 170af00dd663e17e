/// Reads Swift byte by byte and sorts the bytes into code, comments and literals.
struct SwiftScanner {
  private(set) var code: [UInt8] = []
  private(set) var comments: [UInt8] = []
  private(set) var literals: [SwiftText.Literal] = []

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// What encloses the position, innermost last.
  private var modes: [Mode] = [.code(parentheses: 0)]
  /// What was read of each open literal, innermost last.
  private var contents: [[UInt8]] = []

  private enum Mode {
    /// Code; inside an interpolation the parentheses that are open, 0 at the top.
    case code(parentheses: Int)
    case string(Quote, startLine: Int)
  }

  private struct Quote {
    let hashes: Int
    let isMultiline: Bool
    var length: Int { isMultiline ? 3 : 1 }
  }

  private enum View { case code, comment, neither }

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func scan() {
    while position < bytes.count {
      switch modes[modes.count - 1] {
      case .code(let parentheses): scanCode(parentheses)
      case .string(let quote, let startLine): scanString(quote, startLine)
      }
    }
  }

  private mutating func scanCode(_ parentheses: Int) {
    switch bytes[position] {
    case UInt8(ascii: "/") where starts("//"):
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { take(1, .comment) }
    case UInt8(ascii: "/") where starts("/*"):
      takeBlockComment()
    case UInt8(ascii: "`"):
      takeRawIdentifier()
    case UInt8(ascii: "\""), UInt8(ascii: "#"):
      guard let quote = openingQuote() else { return take(1, .code) }
      modes.append(.string(quote, startLine: line))
      contents.append([])
      take(quote.hashes + quote.length, .code)
    case let byte:
      count(byte, in: parentheses)
      take(1, .code)
    }
  }

  /// Leaves an interpolation at its closing parenthesis.
  private mutating func count(_ byte: UInt8, in parentheses: Int) {
    guard modes.count > 1 else { return }
    if byte == UInt8(ascii: "(") { modes[modes.count - 1] = .code(parentheses: parentheses + 1) }
    guard byte == UInt8(ascii: ")") else { return }
    if parentheses == 1 {
      modes.removeLast()
    } else {
      modes[modes.count - 1] = .code(parentheses: parentheses - 1)
    }
  }

  private mutating func scanString(_ quote: Quote, _ startLine: Int) {
    let hashes = String(repeating: "#", count: quote.hashes)
    let isClosing = starts((quote.isMultiline ? "\"\"\"" : "\"") + hashes)
    let isBroken = !quote.isMultiline && bytes[position] == UInt8(ascii: "\n")
    if isClosing || isBroken {
      modes.removeLast()
      let content = String(decoding: contents.removeLast(), as: UTF8.self)
      literals.append(SwiftText.Literal(line: startLine, text: content))
      take(isClosing ? quote.length + quote.hashes : 1, .code)
    } else if starts("\\" + hashes + "(") {
      take(quote.hashes + 2, .code)
      modes.append(.code(parentheses: 1))
    } else {
      let length = starts("\\" + hashes) ? quote.hashes + 2 : 1
      contents[contents.count - 1] += bytes[position..<min(position + length, bytes.count)]
      take(length, .neither)
    }
  }

  private mutating func takeBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        take(2, .comment)
      } else if starts("*/") {
        depth -= 1
        take(2, .comment)
      } else {
        take(1, .comment)
      }
    } while depth > 0 && position < bytes.count
  }

  private mutating func takeRawIdentifier() {
    let rest = bytes[(position + 1)...]
    let end = rest.firstIndex { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "\n") }
    let length = (end ?? bytes.count) - position
    code.append(contentsOf: repeatElement(UInt8(ascii: "_"), count: length))
    comments.append(contentsOf: repeatElement(UInt8(ascii: " "), count: length))
    position += length
    if position < bytes.count, bytes[position] == UInt8(ascii: "`") {
      take(1, .neither)
    }
  }

  private func openingQuote() -> Quote? {
    var hashes = 0
    while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") {
      hashes += 1
    }
    let quote = position + hashes
    guard quote < bytes.count, bytes[quote] == UInt8(ascii: "\"") else { return nil }
    let isMultiline = bytes[quote...].prefix(3).elementsEqual("\"\"\"".utf8)
    return Quote(hashes: hashes, isMultiline: isMultiline)
  }

  private func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private mutating func take(_ count: Int, _ view: View) {
    for byte in bytes[position..<min(position + count, bytes.count)] {
      let blank = byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")
      code.append(view == .code ? byte : blank)
      comments.append(view == .comment ? byte : blank)
      if byte == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }
}
