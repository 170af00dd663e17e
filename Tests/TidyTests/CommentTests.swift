import Testing

/// What comments must say and must not leave behind.
enum Comments {
  /// An error may be lost only where somebody wrote down why that is right.
  static func lostErrors(_ file: TrackedFile) throws -> [Finding] {
    let comments = file.swift.commentLines
    let code = file.swift.codeLines
    let reason = try Pattern(#"(?<!/)//(?!/)\s*\S+\s+\S+"#)
    return try Pattern(#"\btry\?"#).hits(in: file.swift.code).compactMap { hit in
      var first = hit.line - 1
      // A statement over several lines has its comment above the first.
      while first > 0, let last = code[first - 1].last(where: { $0 != " " }), ",([=".contains(last)
      {
        first -= 1
      }
      let lines = max(first - 1, 0)...(hit.line - 1)
      if lines.contains(where: { reason.fits(String(comments[$0])) }) { return nil }
      return Finding(
        file, line: hit.line,
        "`try?` loses an error: say why that is right in a // comment here or on the line above")
    }
  }

  /// Unfinished work is finished, or is told where work is planned.
  static func unfinishedWork(_ file: TrackedFile) throws -> [Finding] {
    let text = file.isSwift ? file.swift.comments : file.text ?? ""
    return try Pattern(#"\b(?:TODO|FIXME|XXX|HACK)\b"#).hits(in: text).map {
      Finding(file, line: $0.line, "do it now, or plan it elsewhere: \($0.groups[0])")
    }
  }
}

@Suite struct `A lost error` {
  @Test func `has its reason beside it`() throws {
    expectNone(try Repository.swiftFiles().flatMap(Comments.lostErrors))
  }

  @Test(arguments: [
    "let a = try? b()",
    "/// The value of b.\nlet a = try? b()",
    "// Because it is old.\n\nlet a = try? b()",
    "let a = try? b() //",
  ])
  func `is found without one`(code: String) throws {
    #expect(try Comments.lostErrors(TrackedFile("Sources/A/B.swift", code)).count == 1)
  }

  @Test(arguments: [
    "let a = try? b()  // A file that is gone is what we want.",
    "// A file that is gone is what we want.\nlet a = try? b()",
    "// A file that is gone is what we want.\nguard c,\n  let a = try? b()\nelse { return }",
    "let a = try b()",
  ])
  func `is accepted with one`(code: String) throws {
    #expect(try Comments.lostErrors(TrackedFile("Sources/A/B.swift", code)).isEmpty)
  }
}

@Suite struct `Unfinished work` {
  static let exemptions = [
    Exemption("Tests/TidyTests/CommentTests.swift", "unfinished", because: "names the words")
  ]

  @Test func `leaves no note behind`() throws {
    for file in try Repository.files()
    where !Self.exemptions.contains(where: { $0.covers(file, "unfinished") }) {
      expectNone(try Comments.unfinishedWork(file))
    }
  }

  @Test(arguments: [("A.swift", "a() // TODO: b"), ("A.md", "FIXME"), ("tools/a", "# XXX b")])
  func `is found`(path: String, text: String) throws {
    #expect(try Comments.unfinishedWork(TrackedFile(path, text)).map(\.line) == [1])
  }

  @Test func `is not seen in a literal`() throws {
    let file = TrackedFile("A.swift", "let a = \"TODO\"")
    #expect(try Comments.unfinishedWork(file).isEmpty)
  }
}
