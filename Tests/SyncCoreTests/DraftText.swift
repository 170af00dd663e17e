import SyncCore
import SyncTesting

/// A text that random people write and edit: paragraphs of sentences of words.
struct DraftText: Equatable {
  struct Sentence: Equatable {
    var words: [String]
    var stop: String
  }

  private(set) var paragraphs: [[Sentence]]

  private static let syllables = [
    "pump", "ö", "Kälte", "価", "пуск", "naïve", "e\u{301}", "offer", "x", "ñandú", "1200", "😀",
  ]
  private static let stops = [".", ".", ".", "!", "?", "…", "。", ".”", ""]

  /// Up to `paragraphs` paragraphs, each word with a number of its own behind `mark`.
  init(_ generator: inout SplitMix64, paragraphs: Int, mark: String) {
    self.paragraphs = []
    for _ in 0..<paragraphs {
      let sentences = Int.random(in: 1...4, using: &generator)
      self.paragraphs.append((0..<sentences).map { _ in Self.sentence(&generator, mark) })
    }
  }

  /// At most `count` paragraphs, perhaps none.
  static func drawn(
    _ generator: inout SplitMix64, upTo count: Int, from least: Int = 0
  ) -> DraftText {
    let paragraphs = Int.random(in: least...count, using: &generator)
    return DraftText(&generator, paragraphs: paragraphs, mark: "o")
  }

  private static func sentence(_ generator: inout SplitMix64, _ mark: String) -> Sentence {
    let words = (0..<Int.random(in: 1...6, using: &generator)).map { _ in word(&generator, mark) }
    return Sentence(words: words, stop: stops.randomElement(using: &generator) ?? ".")
  }

  private static func word(_ generator: inout SplitMix64, _ mark: String) -> String {
    let number = Int.random(in: 0..<1_000_000, using: &generator)
    return "\(syllables.randomElement(using: &generator) ?? "")\(mark)\(number)"
  }

  var text: Text {
    Text(
      paragraphs.map { paragraph in
        paragraph.map { $0.words.joined(separator: " ") + $0.stop }.joined(separator: " ")
      }.joined(separator: "\n\n"))
  }

  /// The text after one edit by somebody whose new words bear `mark`.
  mutating func edit(_ generator: inout SplitMix64, mark: String) {
    guard let index = paragraphs.indices.randomElement(using: &generator),
      let place = paragraphs[index].indices.randomElement(using: &generator)
    else {
      paragraphs.append([Self.sentence(&generator, mark)])
      return
    }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: paragraphs.insert([Self.sentence(&generator, mark)], at: index)
    case 1: paragraphs.append([Self.sentence(&generator, mark)])
    case 2: paragraphs.remove(at: index)
    case 3: paragraphs[index].insert(Self.sentence(&generator, mark), at: place)
    case 4: remove(sentence: place, of: index)
    default: editWord(&generator, sentence: place, of: index, mark: mark)
    }
  }

  private mutating func remove(sentence: Int, of paragraph: Int) {
    paragraphs[paragraph].remove(at: sentence)
    if paragraphs[paragraph].isEmpty { paragraphs.remove(at: paragraph) }
  }

  private mutating func editWord(
    _ generator: inout SplitMix64, sentence: Int, of paragraph: Int, mark: String
  ) {
    let words = paragraphs[paragraph][sentence].words
    let place = Int.random(in: 0..<words.count, using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      paragraphs[paragraph][sentence].words.insert(Self.word(&generator, mark), at: place)
    case 1 where words.count > 1: paragraphs[paragraph][sentence].words.remove(at: place)
    default: paragraphs[paragraph][sentence].words[place] = Self.word(&generator, mark)
    }
  }

  func edited(_ generator: inout SplitMix64, mark: String, times: Int) -> DraftText {
    var draft = self
    for _ in 0..<times { draft.edit(&generator, mark: mark) }
    return draft
  }
}

extension Text {
  /// The words between spaces and stops, without what this module knows of words.
  var plainWords: Set<String> {
    let separators: Set<Unicode.Scalar> = [" ", "\n", ".", "!", "?", "…", "。", "”"]
    var words: Set<String> = []
    var word = String.UnicodeScalarView()
    for scalar in string.unicodeScalars {
      if separators.contains(scalar) {
        words.insert(String(word))
        word = String.UnicodeScalarView()
      } else {
        word.append(scalar)
      }
    }
    words.insert(String(word))
    return words.subtracting([""])
  }
}
