import Foundation
import SyncCore
import Testing

/// One example merge as `protocol/merge.md` tells it: a base, two versions, and what comes out.
struct TextExample: Sendable, CustomStringConvertible {
  private(set) var entries: [(label: String, text: String)] = []

  var description: String { self["base"] ?? "" }

  subscript(label: String) -> String? { entries.first { $0.label == label }?.text }

  func text(_ label: String) -> Text {
    Text((self[label] ?? "").replacing(" ¶ ", with: "\n\n"))
  }

  /// The examples of the document: blocks of `label text` with empty lines between.
  static func all() throws -> [TextExample] {
    let document = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "protocol/merge.md")
    let lines = try String(contentsOf: document, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard let begin = lines.firstIndex(of: "```text-merges") else { return [] }
    var examples = [TextExample()]
    for line in lines[(begin + 1)...].prefix(while: { $0 != "```" }) {
      guard let space = line.firstIndex(of: " ") else {
        examples.append(TextExample())
        continue
      }
      let text = line[space...].drop { $0 == " " }
      examples[examples.count - 1].entries.append((String(line[..<space]), String(text)))
    }
    return examples.filter { !$0.entries.isEmpty }
  }
}

@Suite struct `The example merges of the protocol` {
  @Test func `come out as they say`() throws {
    let examples = try TextExample.all()
    #expect(examples.count >= 12)
    for example in examples {
      let merge = TextMerge(
        base: example.text("base"), .init(.alice(1), example.text("anna")),
        .init(.bob(1), example.text("bernd")))
      #expect(merge.text == example.text("shown"), "\(example)")
      let places = merge.conflicts.map { place in
        ([place.base] + place.sides.map(\.text))
          .map { $0.isEmpty ? "–" : $0.string.replacing("\n\n", with: " ¶ ") }
          .joined(separator: " | ")
      }
      let expected = example.entries.filter { $0.label == "asks" }.map(\.text)
      #expect(places == expected, "\(example)")
    }
  }
}
