import Testing

/// A field, or a limit, is declared in one place; this finds its second place, or a missing word.
enum DeclaredOnce {
  /// The one place beside its entity's file where a field's name may stand.
  ///
  /// The protocol's tables of names are versioned and are never edited in place.
  static let nameTables = "^Sources/SyncProtocol/Names/"

  /// Field names that are words of the protocol or of programs as well: their other places are right.
  static let commonWords: Set = [
    "content", "context", "function", "message", "position", "reference", "replica", "section",
  ]

  /// The fields that the entity files of `AccountModel` declare, with the files that do.
  ///
  /// Short lower-case names (`name`, `kind`, `role`) are words of every language here and are left
  /// out; a name counts from seven letters on, or with a capital in it. A field that is called as
  /// the kind that it refers to is left out too.
  static func fields(of files: [TrackedFile]) throws -> [String: Set<String>] {
    let declaration = try Pattern(
      #"\(\s*"([A-Za-z_]\w*)"\s*,\s*\\\.|\bstatic let \w+Field(?::\s*Text)?\s*=\s*"(\w+)""#)
    let kind = try Pattern(#"\bSchema(?:<\w+>)?\(\s*"(\w+)""#)
    let entities = files.filter { $0.path.hasPrefix("Sources/AccountModel/") }
    let kinds = entities.flatMap { kind.hits(in: $0.text ?? "").map { $0.groups[1] } }
    var fields: [String: Set<String>] = [:]
    for file in entities {
      for hit in declaration.hits(in: file.text ?? "") {
        let name = hit.groups[1] + hit.groups[2]
        let isTelling = name.utf8.count > 6 || name != name.lowercased()
        guard isTelling, !kinds.contains(name), !commonWords.contains(name) else { continue }
        fields[name, default: []].insert(file.path)
      }
    }
    return fields
  }

  static func secondPlaces(_ files: [TrackedFile]) throws -> [(finding: Finding, field: String)] {
    let fields = try fields(of: files)
    let nameTables = try Pattern(nameTables)
    let places = files.filter { $0.path.hasPrefix("Sources/") && !nameTables.fits($0.path) }
    return places.flatMap { file in
      file.swift.literals.flatMap { literal in
        names(in: literal.text, among: fields).compactMap { name in
          if fields[name]?.contains(file.path) == true { return nil }
          let message = "\"\(name)\" is a field: reach it through its entity's schema"
          return (Finding(file, line: literal.line, message), name)
        }
      }
    }
  }

  /// The fields that a literal spells: the whole literal, or a word of it with a capital inside.
  private static func names(in literal: String, among fields: [String: Set<String>]) -> [String] {
    if fields[literal] != nil { return [literal] }
    let words = literal.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    return words.filter { fields[$0] != nil && $0 != $0.lowercased() }
  }

  static func untoldLimits(_ limits: TrackedFile, in document: TrackedFile) throws -> [Finding] {
    let told = try Set(
      Pattern(#"`(?:Limits\.)?(\w+)`"#).hits(in: document.text ?? "").map { $0.groups[1] })
    return try Pattern(#"\bstatic let (\w+)"#).hits(in: limits.swift.code).compactMap { hit in
      let name = hit.groups[1]
      if told.contains(name) { return nil }
      return Finding(limits, line: hit.line, "tell peers of `\(name)` in \(document.path)")
    }
  }
}

@Suite struct `A field's name` {
  static let exemptions: [Exemption] = []

  @Test func `stands in its entity's file alone`() throws {
    for place in try DeclaredOnce.secondPlaces(Repository.swiftFiles())
    where !Self.exemptions.contains(where: {
      $0.path == place.finding.path && $0.rule == place.field
    }) {
      expectNone([place.finding])
    }
  }

  @Test(arguments: exemptions)
  func `stands elsewhere where it is exempt`(exemption: Exemption) throws {
    let places = try DeclaredOnce.secondPlaces(Repository.swiftFiles())
    #expect(places.contains { $0.finding.path == exemption.path && $0.field == exemption.rule })
  }

  @Test func `is found in the entities that are there`() throws {
    #expect(try !DeclaredOnce.fields(of: Repository.swiftFiles()).isEmpty)
  }

  @Test func `is found in a second place`() throws {
    let entity = TrackedFile(
      "Sources/AccountModel/Note.swift",
      """
      static let schema = Schema<Note>("note", label: "headline", [
        SchemaField("headline", \\.headline), SchemaField(
          "dueDay", \\.dueDay), SchemaField("kind", \\.kind), SchemaField("project", \\.project),
      ])
      static let other = Schema("project", [])
      static let urgencyField: Text = "urgency"
      """)
    let places = [
      ("Sources/SpaceStore/A.swift", "let a = record[\"headline\"]", 1),
      ("Sources/SpaceStore/A.swift", "let a = \"SELECT dueDay FROM b\"", 1),
      ("Sources/SpaceStore/A.swift", "let a = record[\"urgency\"]", 1),
      ("Sources/AccountModel/Report.swift", "let a = values[\"dueDay\"]", 1),
      ("Sources/SpaceStore/A.swift", "let a = \"the headline of a note\"", 0),
      ("Sources/SpaceStore/A.swift", "let a = record[\"kind\"]", 0),
      ("Sources/SpaceStore/A.swift", "let a = .reference(\"project\")", 0),
      ("Sources/SyncProtocol/Names/NameTable.swift", "let a = [\"headline\"]", 0),
      ("Tests/SpaceStoreTests/A.swift", "let a = record[\"headline\"]", 0),
    ]
    for (path, code, count) in places {
      let found = try DeclaredOnce.secondPlaces([entity, TrackedFile(path, code)])
      #expect(found.count == count, "\(path): \(code)")
    }
  }
}

@Suite struct `A limit` {
  @Test func `is told in the protocol`() throws {
    let files = try Repository.files()
    let limits = try #require(files.first { $0.path == "Sources/SyncProtocol/Limits.swift" })
    let document = try #require(files.first { $0.path == "protocol/README.md" })
    expectNone(try DeclaredOnce.untoldLimits(limits, in: document))
  }

  @Test func `is found where the protocol does not tell it`() throws {
    let limits = TrackedFile("L.swift", "static let maximumA = 1\nstatic let maximumB = 2\n")
    let document = TrackedFile("README.md", "| `maximumA` | 1 | small |\n\nNot maximumB.")
    #expect(try DeclaredOnce.untoldLimits(limits, in: document).map(\.line) == [2])
  }
}
