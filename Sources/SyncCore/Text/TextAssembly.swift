/// A merged text on its way: paragraphs and conflicts with what separates them.
struct TextAssembly {
  private struct Piece {
    let shown: [UInt8]
    let separator: [UInt8]
    let conflict: TextMerge.Conflict?
  }

  private static let lineFeed: UInt8 = 0x0A
  private static let blankLine: [UInt8] = [lineFeed, lineFeed]

  private var pieces: [Piece] = []

  mutating func add(_ content: [UInt8], separator: [UInt8]) {
    pieces.append(Piece(shown: content, separator: separator, conflict: nil))
  }

  mutating func add(_ conflict: TextMerge.Conflict, separator: [UInt8]) {
    pieces.append(
      Piece(shown: Array(conflict.inForce.utf8), separator: separator, conflict: conflict))
  }

  /// The parts in order; `end` stands after the last paragraph.
  ///
  /// Between two paragraphs stands a blank line at least.
  func parts(end: [UInt8]) -> [TextMerge.Part] {
    var parts: [TextMerge.Part] = []
    var clean: [UInt8] = []
    var owed: [UInt8]?
    for piece in pieces {
      if !piece.shown.isEmpty {
        if let owed { clean += Self.separating(owed) }
        owed = piece.separator
      }
      if let conflict = piece.conflict {
        if !clean.isEmpty { parts.append(.clean(Text(decoding: clean))) }
        clean = []
        parts.append(.conflict(conflict))
      } else {
        clean += piece.shown
      }
    }
    if owed != nil { clean += end }
    if !clean.isEmpty { parts.append(.clean(Text(decoding: clean))) }
    return parts
  }

  private static func separating(_ separator: [UInt8]) -> [UInt8] {
    separator.filter { $0 == lineFeed }.count < blankLine.count ? blankLine : separator
  }
}

extension Text {
  /// The text that bytes spell which were cut out of texts at the borders of code points.
  init(decoding bytes: [UInt8]) { self.init(String(decoding: bytes, as: UTF8.self)) }
}
