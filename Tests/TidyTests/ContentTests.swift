import Testing

/// What no file of the repository holds.
enum Content {
  /// Larger things are made by a program that is in the repository.
  static let maximumByteCount = 1 << 20

  static func size(_ file: TrackedFile) -> [Finding] {
    guard file.byteCount > maximumByteCount else { return [] }
    return [Finding(file, "is \(file.byteCount) bytes, at most \(maximumByteCount): generate it")]
  }

  /// Words of the place where the work was done mean nothing to a reader of the repository.
  static func workplaceWords(_ file: TrackedFile) throws -> [Finding] {
    let pattern = try Pattern(
      #"\b[Ii]ssue #?\d+|/work/\w*|\b[Ss]ession is cut\b|/tmp/brief|\bshared/reference\b"#
        + #"|\b(?:design|algorithms|reliability|aesthetics|domain|sync-anchors)\.md\b"#
        + #"|\b(?:algorithms|reliability|aesthetics) (?:section )?\d|\bbuilding slice\b"#)
    return pattern.hits(in: file.text ?? "").map {
      Finding(file, line: $0.line, "say the fact itself instead of \"\($0.groups[0])\"")
    }
  }

  /// A file is named after its main type; a name that fits everything attracts everything.
  static func name(_ file: TrackedFile) throws -> [Finding] {
    guard file.isSwift, file.path.hasPrefix("Sources/"), file.stem != "main" else { return [] }
    let type = file.stem.split(separator: "+")[0]
    if try Pattern(#"(?:Utils?|Utilities|Helpers?|Extensions?|Common|Managers?|Misc)$"#)
      .fits(String(type))
    {
      return [Finding(file, "name the subject of the file")]
    }
    let declaration = try Pattern(
      #"\b(?:struct|class|enum|protocol|actor|extension|typealias|func|let)\s+"#
        + #"(?:\w+\.)*(?i:\#(type))\b"#)
    if declaration.fits(file.swift.code) { return [] }
    return [Finding(file, "declares no \(type): name the file after its main type")]
  }
}

@Suite struct `A file` {
  static let exemptions = [
    Exemption("Tests/TidyTests/ContentTests.swift", "workplace", because: "names the words")
  ]

  @Test func `is at most 1 MiB large`() throws {
    expectNone(try Repository.files().flatMap(Content.size))
  }

  @Test func `is refused where it is too large`() {
    let text = String(repeating: "a", count: Content.maximumByteCount + 1)
    #expect(Content.size(TrackedFile("a.txt", text)).count == 1)
  }

  @Test func `speaks of the product alone`() throws {
    for file in try Repository.files()
    where !Self.exemptions.contains(where: { $0.covers(file, "workplace") }) {
      expectNone(try Content.workplaceWords(file))
    }
  }

  @Test(arguments: [
    "// see issue 12", "cd /work/main", "a session is cut", "(algorithms 3.4)",
    "design.md section 3",
  ])
  func `is refused with a word of the workplace`(text: String) throws {
    #expect(try Content.workplaceWords(TrackedFile("A.swift", text)).count == 1)
  }

  @Test func `is named after its main type`() throws {
    expectNone(try Repository.swiftFiles().flatMap(Content.name))
  }

  @Test(arguments: [
    ("Sources/A/Dot.swift", "struct Point {}", 1),
    ("Sources/A/Helpers.swift", "enum Helpers {}", 1),
    ("Sources/A/Dot+Text.swift", "struct Point {}", 1), ("Sources/A/Dot.swift", "struct Dot {}", 0),
    ("Sources/A/Dot+Text.swift", "extension A.Dot: B {}", 0), ("Sources/a/main.swift", "b()", 0),
    ("Sources/A/Catalog.swift", "package let catalog = [Dot.self]", 0),
  ])
  func `is refused with another name`(path: String, code: String, findings: Int) throws {
    #expect(try Content.name(TrackedFile(path, code)).count == findings)
  }
}
