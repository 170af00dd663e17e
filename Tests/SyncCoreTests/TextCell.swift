import SyncCore

/// One long text that several people write and exchange, told as a story.
struct TextCell {
  var cell = Cell()
  private(set) var times: [Dot: Int64] = [:]

  /// `dot` writes the text over what it was shown; where nothing is named, over all live versions.
  ///
  /// `whole` says that the author's program writes no patches.
  mutating func write(_ dot: Dot, _ text: Text, over shown: [Dot]? = nil, whole: Bool = false) {
    let dots = shown ?? cell.siblings.map(\.dot)
    let basis = Basis(dots: dots, base: nil)
    let value =
      whole ? .prose(.whole(text)) : Prose.revision(of: cell, basis: basis, text: text)
    cell.apply(Write(.milk, "body", supersedes: dots, value: value), dot: dot)
    times[dot] = Int64(times.count)
  }

  /// The hub lets versions go for good.
  mutating func release(_ dots: [Dot]) {
    cell.apply(Write(.milk, "body", supersedes: dots, value: .absent), dot: .carol(99))
  }

  func read(_ policy: Policy = .text) -> Reading {
    policy.read(cell) { .minute(times[$0] ?? 0) }
  }

  var text: Text { if case .text(let text) = read().value { text } else { "" } }
}

extension Text {
  /// Paragraphs with blank lines between them.
  static func paragraphs(_ paragraphs: Text...) -> Text {
    Text(paragraphs.map(\.string).joined(separator: "\n\n"))
  }
}
