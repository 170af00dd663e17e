import Testing

@testable import SyncCore

@Suite struct `The words of a text` {
  private func pieces(_ text: String) -> [String] {
    let words = Words(Array(text.utf8))
    return words.pieces.indices.map { String(decoding: words[piece: $0], as: UTF8.self) }
  }

  /// The sentences, each with the spaces after it.
  private func sentences(_ text: String) -> [String] {
    let words = Words(Array(text.utf8))
    var sentences: [String] = []
    for (index, number) in words.sentences().enumerated() {
      let piece = String(decoding: words[piece: index], as: UTF8.self)
      if number == sentences.count { sentences.append("") }
      sentences[number] += piece
    }
    return sentences
  }

  @Test(
    arguments: [
      ("", []), ("Kemi", ["Kemi"]), ("a b", ["a", " ", "b"]), ("a \n b", ["a", " \n ", "b"]),
      ("don't", ["don", "'", "t"]), ("1,200.5", ["1", ",", "200", ".", "5"]),
      ("größer", ["größer"]), ("e\u{301}clair", ["e\u{301}clair"]), ("x→y", ["x", "→", "y"]),
      ("価格表", ["価", "格", "表"]), ("а б", ["а", " ", "б"]), ("👍🏽👍", ["👍🏽👍"]),
      ("a\u{A0}b", ["a", "\u{A0}", "b"]), ("...", [".", ".", "."]), ("a_b", ["a_b"]),
      ("5 €", ["5", " ", "€"]), ("zero\u{200D}width", ["zero\u{200D}width"]),
    ] as [(String, [String])])
  func `follow the table`(text: String, expected: [String]) {
    #expect(pieces(text) == expected)
    #expect(pieces(text).joined() == text)
  }

  @Test(
    arguments: [
      ["One. ", "Two! ", "Three?"], ["He said “no.” ", "Then left."], ["Wait... ", "what?"],
      ["Version 1.5 is out. ", "It works."], ["(Done.) ", "Next"], ["価格。", "高い！", "次"],
      ["「はい。」", "次"], ["No stop here"], ["Mr. ", "Smith came."], ["a.b.c"], ["Ω;\u{37E} ", "b"],
      ["Items:\n", "- one\n", "- two"], ["1. one\n", "2) two"], ["wrapped\nline. ", "Next"],
      ["in\n2026 we"], ["क।\n", "ख"], ["end.\n", "Next"],
    ])
  func `make sentences by the table`(expected: [String]) {
    #expect(sentences(expected.joined()) == expected)
  }
}

@Suite struct `The paragraphs of a text` {
  private func contents(_ text: String) -> [String] {
    let paragraphs = Paragraphs(Text(text))
    return paragraphs.items.indices.map {
      String(decoding: paragraphs.content($0), as: UTF8.self)
    }
  }

  @Test(
    arguments: [
      ("", []), ("a", ["a"]), ("a\nb", ["a\nb"]), ("a\n\nb", ["a", "b"]),
      ("a\n \t\nb", ["a", "b"]),
      ("a\r\n\r\nb", ["a", "b"]), ("a\n\n\n\nb\n", ["a", "b"]), ("\n\na", ["\n\na"]),
      ("a \n\n  b", ["a", "  b"]), (" \n ", [""]),
    ] as [(String, [String])])
  func `are what blank lines part`(text: String, expected: [String]) {
    #expect(contents(text) == expected)
    let paragraphs = Paragraphs(Text(text))
    let bytes = paragraphs.items.indices.flatMap {
      paragraphs.content($0) + paragraphs.separator($0)
    }
    #expect(bytes == Array(text.utf8))
  }
}
