/// A text, or one paragraph of it, taken apart into words, spaces and signs, and into sentences.
///
/// The pieces together are the text, byte for byte.
struct Words {
  /// One word, one run of spaces, or one sign.
  struct Piece {
    let range: Range<Int>
    let wordClass: WordClass
  }

  let bytes: [UInt8]
  let pieces: [Piece]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var pieces: [Piece] = []
    var start = 0
    var end = 0
    var current: WordClass?
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let wordClass = WordClass.of(scalar.value)
      let grows = wordClass == current && (wordClass == .word || wordClass == .space)
      if let current, !grows {
        pieces.append(Piece(range: start..<end, wordClass: current))
        start = end
      }
      current = wordClass
      end += UTF8.width(scalar)
    }
    if let current { pieces.append(Piece(range: start..<end, wordClass: current)) }
    self.pieces = pieces
  }

  subscript(piece index: Int) -> ArraySlice<UInt8> { bytes[pieces[index].range] }

  /// The bytes of neighbouring pieces.
  subscript(pieces range: Range<Int>) -> ArraySlice<UInt8> {
    guard let first = range.first, let last = range.last else { return [] }
    return bytes[pieces[first].range.lowerBound..<pieces[last].range.upperBound]
  }

  /// For each piece the number of its sentence, from 0; spaces belong to the sentence before them.
  func sentences() -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(pieces.count)
    var number = 0
    var hasEnded = false
    for index in pieces.indices {
      if index > 0, hasEnded, !belongsToEnd(index) {
        number += 1
        hasEnded = false
      } else if index > 0, beginsItem(index) {
        number += 1
        hasEnded = false
      }
      numbers.append(number)
      if endsSentence(index) { hasEnded = true }
    }
    return numbers
  }

  /// Whether a piece after the end of a sentence is still part of it.
  private func belongsToEnd(_ index: Int) -> Bool { pieces[index].wordClass == .space }

  /// Whether the sentence ends with this piece: a stop, stops and closers after it, then a space or
  /// the end of the text.
  private func endsSentence(_ index: Int) -> Bool {
    switch pieces[index].wordClass {
    case .stop, .fullStop, .closer: break
    default: return false
    }
    let next = index + 1 < pieces.count ? pieces[index + 1].wordClass : .space
    if next == .stop || next == .fullStop || next == .closer { return false }
    if index > 0, isItemNumber(index - 1) { return false }
    // Back over the stops and closers that stand together.
    var position = index
    var hasStop = false
    var hasFullStop = false
    while position >= 0 {
      switch pieces[position].wordClass {
      case .stop: hasStop = true
      case .fullStop: hasFullStop = true
      case .closer: break
      default: return hasFullStop || (hasStop && next == .space)
      }
      position -= 1
    }
    return hasFullStop || (hasStop && next == .space)
  }

  /// Whether the piece is the mark of a list's item at the beginning of a line.
  private func beginsItem(_ index: Int) -> Bool {
    if isItemNumber(index) { return true }
    return pieces[index].wordClass == .sign && beginsLine(index)
      && Self.itemMarks.contains { self[piece: index].elementsEqual($0.utf8) }
  }

  /// Whether the piece is the number of `1.` or `1)` at the beginning of a line.
  private func isItemNumber(_ index: Int) -> Bool {
    guard pieces[index].wordClass == .word, index + 2 < pieces.count,
      pieces[index + 2].wordClass == .space, beginsLine(index)
    else { return false }
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return self[piece: index].allSatisfy(digits.contains)
      && [".", ")"].contains { self[piece: index + 1].elementsEqual($0.utf8) }
  }

  private func beginsLine(_ index: Int) -> Bool {
    if index == 0 { return true }
    let before = pieces[index - 1]
    return before.wordClass == .space && bytes[before.range].contains(Self.lineFeed)
  }

  private static let lineFeed: UInt8 = 0x0A
  private static let itemMarks = ["-", "*", "+", "#", ">", "|", "•", "–", "—"]
}
