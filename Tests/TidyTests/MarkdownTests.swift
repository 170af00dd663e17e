import Testing

/// What every document keeps to, so that it can be read from anywhere and does not rot.
enum Markdown {
  static func titles(_ file: TrackedFile) -> [Finding] {
    let titles = prose(file).enumerated().filter { $0.element.hasPrefix("# ") }
    guard titles.count != 1 else { return [] }
    return [
      Finding(
        file, line: titles.dropFirst().first.map { $0.offset + 1 },
        "has \(titles.count) titles (`# `): exactly one")
    ]
  }

  /// `paths` are the files that are there, from the root.
  static func brokenLinks(_ file: TrackedFile, among paths: Set<String>) throws -> [Finding] {
    let link = try Pattern(#"\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\s*\[[^\]]+\]:\s+<?([^\s>]+)"#)
    return prose(file).enumerated().flatMap { index, line in
      link.hits(in: String(line)).compactMap { hit in
        let target = hit.groups[1].isEmpty ? hit.groups[2] : hit.groups[1]
        if target.contains("://") || target.hasPrefix("mailto:") { return nil }
        if leads(to: target, from: file, among: paths) { return nil }
        return Finding(file, line: index + 1, "this link leads nowhere: \(target)")
      }
    }
  }

  /// A line number in prose is wrong after the next edit.
  static func lineReferences(_ file: TrackedFile) throws -> [Finding] {
    try Pattern(#"[\w/-]+\.(?:swift|md|json|sh|sql|yaml|yml|h|c|go|rs):\d+"#)
      .hits(in: file.text ?? "")
      .map { Finding(file, line: $0.line, "name the type or the section: \($0.groups[0])") }
  }

  private static func leads(to target: String, from file: TrackedFile, among paths: Set<String>)
    -> Bool
  {
    let halves = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var parts = file.path.split(separator: "/").dropLast()
    if halves[0].isEmpty {
      let anchor = halves.count == 2 ? String(halves[1]) : ""
      return prose(file).contains { $0.hasPrefix("#") && self.anchor(of: $0) == anchor }
    }
    for part in halves[0].split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return false
      }
    }
    let path = parts.joined(separator: "/")
    return paths.contains(path) || paths.contains { $0.hasPrefix(path + "/") }
  }

  /// The lines, those of code blocks and what stands between backticks blanked out.
  private static func prose(_ file: TrackedFile) -> [String] {
    var isCode = false
    let lines = (file.text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      let isFence = line.drop { $0 == " " }.hasPrefix("```")
      if isFence { isCode.toggle() }
      if isFence || isCode { return "" }
      if line.hasPrefix("#") { return String(line) }
      let parts = line.split(separator: "`", omittingEmptySubsequences: false)
      return parts.enumerated().map { $0.isMultiple(of: 2) ? String($1) : "" }.joined(
        separator: "`")
    }
  }

  /// The name that a heading has in links: lower case, spaces as hyphens, no other punctuation.
  private static func anchor(of heading: String) -> String {
    let title = heading.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
    return String(
      title.compactMap { character in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || "-_".contains(character)
          ? character : nil
      })
  }
}

@Suite struct `A document` {
  @Test func `has one title`() throws {
    expectNone(try Repository.markdownFiles().flatMap(Markdown.titles))
  }

  @Test(arguments: ["# A\n# B\n", "## A\n", "```\n# A\n```\n"])
  func `is refused with another number of titles`(text: String) {
    #expect(Markdown.titles(TrackedFile("A.md", text)).count == 1)
  }

  @Test func `has links that lead somewhere`() throws {
    let paths = Set(try Repository.files().map(\.path))
    expectNone(
      try Repository.markdownFiles().flatMap { try Markdown.brokenLinks($0, among: paths) })
  }

  @Test(arguments: [
    ("[a](gone.md)", 1), ("[a](../../out.md)", 1), ("[a](#nowhere)", 1), ("[a]: gone.md", 1),
    ("[a](there.md)", 0), ("[a](./there.md#part)", 0), ("[a](../b)", 0), ("[a](#a-title)", 0),
    ("[a](https://example.com/x)", 0), ("`[a](gone.md)`", 0),
  ])
  func `is refused with a link that leads nowhere`(link: String, findings: Int) throws {
    let file = TrackedFile("docs/A.md", "# A title\n\n\(link)\n")
    let paths: Set = ["docs/A.md", "docs/there.md", "b/c.md"]
    #expect(try Markdown.brokenLinks(file, among: paths).count == findings)
  }

  @Test func `names no line number`() throws {
    expectNone(try Repository.markdownFiles().flatMap(Markdown.lineReferences))
  }

  @Test func `is refused with a line number`() throws {
    let file = TrackedFile("A.md", "# A\n\nSee Sources/A/B.swift:123.\n")
    #expect(try Markdown.lineReferences(file).map(\.line) == [3])
  }
}
