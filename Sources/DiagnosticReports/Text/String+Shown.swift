extension String {
  /// The text as a terminal may be given it: what would steer it is made visible.
  ///
  /// A colleague's text could otherwise move the cursor, change colours or turn the direction of
  /// writing. Line feeds and tabs stay.
  package var shown: String {
    guard unicodeScalars.contains(where: \.steers) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      text.unicodeScalars.append(scalar.steers ? scalar.picture : scalar)
    }
    return text
  }

  /// The text where there is room for one line: its breaks and tabs are spaces.
  package var onOneLine: String {
    guard contains(where: { $0.isNewline || $0 == "\t" }) else { return self }
    return String(map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }

  /// How many columns of a terminal the text takes.
  package var columns: Int { reduce(0) { $0 + $1.columns } }
}

extension Character {
  /// Blocks of letters as wide as two Latin ones: UAX 11, classes W and F, without small gaps.
  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
  ]

  fileprivate var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    let isWide =
      first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
      || Self.wideBlocks.contains { $0.contains(first.value) }
    return isWide ? 2 : 1
  }
}

extension Unicode.Scalar {
  /// The first picture of a control character; the others follow in the characters' order.
  private static let firstPicture: UInt32 = 0x2400
  private static let pictureOfDelete: Unicode.Scalar = "\u{2421}"
  private static let replacement: Unicode.Scalar = "\u{FFFD}"

  /// Whether it is a control character, or one that turns the direction of what follows.
  fileprivate var steers: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control
    }
  }

  fileprivate var picture: Unicode.Scalar {
    if self == "\u{7F}" { return Self.pictureOfDelete }
    guard value < 0x20 else { return Self.replacement }
    return Unicode.Scalar(Self.firstPicture + value) ?? Self.replacement
  }
}
