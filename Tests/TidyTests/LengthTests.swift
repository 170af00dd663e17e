import Testing

/// Files and functions stay small, since the file that owns everything is the one that rots.
enum Length {
  static let maximumLinesOfFile = 400
  static let maximumLinesOfFunction = 60

  static func ofFile(_ file: TrackedFile) -> [Finding] {
    let lines = (file.text ?? "").utf8.count { $0 == UInt8(ascii: "\n") }
    guard lines > maximumLinesOfFile else { return [] }
    return [
      Finding(
        file, "has \(lines) lines, at most \(maximumLinesOfFile): give a part a file of its own")
    ]
  }

  /// A function is measured from its first keyword to its closing brace.
  static func ofFunctions(_ file: TrackedFile) throws -> [Finding] {
    let start = try Pattern(
      #"^[ \t]*(?:[@\w().]+[ \t]+)*(?:func|init|deinit|subscript|var)\b"#)
    let code = Array(file.swift.code.utf16)
    return start.hits(in: file.swift.code).compactMap { hit in
      guard let lines = lines(of: hit, in: code), lines > maximumLinesOfFunction else {
        return nil
      }
      return Finding(
        file, line: hit.line,
        "this function has \(lines) lines, at most \(maximumLinesOfFunction): name its parts")
    }
  }

  /// The lines of the declaration at `hit`; nil where it has no body.
  private static func lines(of hit: Pattern.Hit, in code: [UInt16]) -> Int? {
    let indent = hit.groups[0].prefix { $0 == " " || $0 == "\t" }.count
    var (parentheses, braces, lines) = (0, 0, 1)
    for index in code.indices[hit.offset...] {
      switch UnicodeScalar(code[index]) {
      case "(", "[": parentheses += 1
      case ")", "]": parentheses -= 1
      case "{" where parentheses == 0: braces += 1
      case "}" where parentheses == 0:
        braces -= 1
        if braces <= 0 { return braces == 0 ? lines : nil }
      case "\n":
        if parentheses == 0, braces == 0, !continues(code, after: index, indent: indent) {
          return nil
        }
        lines += 1
      default: break
      }
    }
    return nil
  }

  /// Whether the next line belongs to the declaration: it is indented deeper, or closes something.
  private static func continues(_ code: [UInt16], after newline: Int, indent: Int) -> Bool {
    let next = code[(newline + 1)...].prefix { $0 != 0x0A }
    let text = next.drop { $0 == 0x20 || $0 == 0x09 }
    let isClosing = text.first.map { [0x7B, 0x29].contains($0) } ?? false
    return isClosing || (!text.isEmpty && next.count - text.count > indent)
  }
}

@Suite struct `A file's length` {
  @Test func `is at most 400 lines`() throws {
    expectNone(try Repository.swiftFiles().flatMap(Length.ofFile))
  }

  @Test(arguments: [(400, 0), (401, 1)])
  func `is counted`(lines: Int, findings: Int) {
    let file = TrackedFile("Sources/A/B.swift", String(repeating: "\n", count: lines))
    #expect(Length.ofFile(file).count == findings)
  }
}

@Suite struct `A function's length` {
  @Test func `is at most 60 lines`() throws {
    expectNone(try Repository.swiftFiles().flatMap(Length.ofFunctions))
  }

  @Test(arguments: [
    "  package func a(\n    b: Int = { 1 }()\n  ) -> Int {\n",
    "  init(a: Int) throws {\n",
    "  @Test func `says {`() {\n",
    "  var a: [Int] {\n",
  ])
  func `is counted whatever the declaration`(head: String) throws {
    func sample(lines: Int) -> TrackedFile {
      let body = String(repeating: "    c()\n", count: lines - 1 - head.utf8.count { $0 == 0x0A })
      return TrackedFile("Sources/A/B.swift", "struct A {\n\(head)\(body)  }\n}\n")
    }
    #expect(try Length.ofFunctions(sample(lines: 60)).isEmpty)
    let findings = try Length.ofFunctions(sample(lines: 61))
    #expect(findings.map(\.line) == [2])
    #expect(findings.first?.message.contains("61 lines") == true)
  }

  @Test func `is not counted for a requirement without a body`() throws {
    let requirements = String(repeating: "  func a()\n  var b: Int { get }\n", count: 40)
    let file = TrackedFile("Sources/A/B.swift", "protocol A {\n\(requirements)}\n")
    #expect(try Length.ofFunctions(file).isEmpty)
  }
}
