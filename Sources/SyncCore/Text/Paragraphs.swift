/// A text taken apart into paragraphs: a new one begins with a line after a blank line.
///
/// The paragraphs with what separates them are the text, byte for byte.
struct Paragraphs {
  /// One paragraph: what it says, and the spaces and line ends after it.
  struct Paragraph {
    let content: Range<Int>
    let separator: Range<Int>
  }

  let bytes: [UInt8]
  let items: [Paragraph]

  init(_ text: Text) {
    bytes = Array(text.utf8)
    var starts: [Int] = bytes.isEmpty ? [] : [0]
    var hasText = false
    var isAfterBlankLine = false
    var lineStart = 0
    while lineStart < bytes.count {
      let end = bytes[lineStart...].firstIndex(of: Self.lineFeed).map { $0 + 1 } ?? bytes.count
      if bytes[lineStart..<end].allSatisfy(Self.isSpace) {
        isAfterBlankLine = true
      } else {
        if hasText, isAfterBlankLine { starts.append(lineStart) }
        hasText = true
        isAfterBlankLine = false
      }
      lineStart = end
    }
    let ends = starts.dropFirst() + [bytes.count]
    var items: [Paragraph] = []
    for (start, end) in zip(starts, ends) {
      let last = bytes[start..<end].lastIndex { !Self.isSpace($0) }
      let contentEnd = last.map { $0 + 1 } ?? start
      items.append(Paragraph(content: start..<contentEnd, separator: contentEnd..<end))
    }
    self.items = items
  }

  func content(_ index: Int) -> [UInt8] { Array(bytes[items[index].content]) }
  func separator(_ index: Int) -> [UInt8] { Array(bytes[items[index].separator]) }

  /// Neighbouring paragraphs with what stands between them, without what stands after the last.
  func content(of range: Range<Int>) -> [UInt8] {
    guard let first = range.first, let last = range.last else { return [] }
    return Array(bytes[items[first].content.lowerBound..<items[last].content.upperBound])
  }

  private static let lineFeed: UInt8 = 0x0A

  /// The spaces of ASCII: others do not make a line blank.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
