import SyncCore

/// A text with marks around the places that wait for a person, for an editor.
struct MarkedText {
  private static let explanation =
    "\(explanationBeginning) Between <<<<<<< and >>>>>>> stand the versions of one place, "
    + "after ||||||| what stood there before. Keep what shall stand and delete the lines with marks."
  private static let explanationBeginning = "# Several people changed this text."
  private static let begin = "<<<<<<<"
  private static let before = "|||||||"
  private static let next = "======="
  private static let end = ">>>>>>>"

  let text: String
  /// The lines that must be gone before the text is saved.
  private let marks: Set<String>

  /// The merge with every place that waits; `author` says who wrote a version.
  init(_ merge: TextMerge, author: (Dot) -> String) {
    var marks: Set<String> = [Self.before, Self.end]
    var lines: [String] = [Self.explanation]
    for part in merge.parts {
      switch part {
      case .clean(let text): lines += Self.lines(text)
      case .conflict(let place):
        let sides = place.sides.map { side in (side.dots.map(author), side.text) }
        lines += Self.place(base: place.base, sides, &marks)
      }
    }
    text = lines.joined(separator: "\n")
    self.marks = marks
  }

  /// Versions that have no text in common: all of them as one place.
  init(versions: [(author: String, text: Text)]) {
    var marks: Set<String> = [Self.end]
    let place = Self.place(base: nil, versions.map { ([$0.author], $0.text) }, &marks)
    text = ([Self.explanation] + place).joined(separator: "\n")
    self.marks = marks
  }

  /// What the editor's user left, without the explanation; nil where a mark still stands in it.
  func cleaned(_ edited: String) -> String? {
    let lines = Self.split(edited)
    guard !lines.contains(where: marks.contains) else { return nil }
    return lines.filter { !$0.hasPrefix(Self.explanationBeginning) }
      .joined(separator: "\n")
  }

  private static func place(
    base: Text?, _ sides: [(authors: [String], text: Text)], _ marks: inout Set<String>
  ) -> [String] {
    var place: [String] = []
    for (index, side) in sides.enumerated() {
      let mark = "\(index == 0 ? begin : next) \(side.authors.joined(separator: "; "))"
      marks.insert(mark)
      place.append(mark)
      place += lines(side.text)
    }
    if let base { place += [before] + lines(base) }
    return place + [end]
  }

  /// Marks stand on lines of their own, so a line's end before or after one is left out.
  private static func lines(_ text: Text) -> [String] {
    if text.isEmpty { return [] }
    var lines = split(text.string)
    if lines.first == "" { lines.removeFirst() }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// At line feeds alone, so that every other byte of the text stays.
  private static func split(_ text: String) -> [String] {
    let lineFeed: UInt8 = 0x0A
    return text.utf8.split(separator: lineFeed, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
