import Testing

@Suite struct `A banned word` {
  /// Every exemption is checked to be needed still.
  static let exemptions: [Exemption] = [
    Exemption(
      "Sources/HubServer/DatabaseExecutor.swift", "Dispatch",
      because: "SQLite blocks: its calls need a thread that is not of the cooperative pool")
  ]

  @Test(arguments: BannedWord.all.map(\.name))
  func `does not occur`(name: String) throws {
    let word = try #require(BannedWord.all.first { $0.name == name })
    for file in try Repository.swiftFiles()
    where !Self.exemptions.contains(where: { $0.covers(file, name) }) {
      expectNone(try word.findings(file))
    }
  }

  @Test(arguments: exemptions)
  func `occurs where it is exempt`(exemption: Exemption) throws {
    let word = try #require(BannedWord.all.first { $0.name == exemption.rule })
    let files = try Repository.swiftFiles().filter { exemption.covers($0, word.name) }
    #expect(try files.contains { try !word.findings($0).isEmpty })
  }

  @Test(arguments: [
    ("try!", "Sources/A/B.swift", "let a = try! b()"),
    ("as!", "Tests/A/B.swift", "let a = b as! C"),
    ("fatalError", "Sources/A/B.swift", "default: fatalError(\"no\")"),
    ("empty catch", "Sources/A/B.swift", "do { try a() } catch {\n}"),
    ("print", "Sources/A/B.swift", "print(a)"),
    ("@unchecked Sendable", "Sources/A/B.swift", "final class A: @unchecked Sendable {}"),
    ("nonisolated(unsafe)", "Sources/A/B.swift", "nonisolated(unsafe) var a = 1"),
    ("Task.detached", "Sources/A/B.swift", "Task.detached { a() }"),
    ("Dispatch", "Sources/A/B.swift", "DispatchQueue.global().async {}"),
    ("sleep", "Tests/A/B.swift", "try await Task.sleep(for: .seconds(1))"),
    ("sleep", "Tests/A/B.swift", "Thread.sleep(forTimeInterval: 1)"),
    ("wall clock", "Sources/A/B.swift", "let now = Date()"),
    ("wall clock", "Tests/A/B.swift", "let now = ContinuousClock.now"),
    ("chance", "Sources/A/B.swift", "let id = UUID()"),
    ("chance", "Sources/A/B.swift", "let a = Int.random(in: 0..<max(1, b))"),
    ("chance", "Tests/A/B.swift", "let a = b.shuffled()"),
    ("XCTest", "Tests/A/B.swift", "final class A: XCTestCase {}"),
    ("Character", "Sources/SyncCore/B.swift", "let a: Character = \"b\""),
  ])
  func `is found`(name: String, path: String, code: String) throws {
    let word = try #require(BannedWord.all.first { $0.name == name })
    #expect(try word.findings(TrackedFile(path, code)).map(\.line) == [1])
  }

  @Test(arguments: [
    ("try!", "Sources/A/B.swift", "let a = try b() // not try!"),
    ("print", "Sources/fieldbook/B.swift", "print(a)"),
    ("print", "Sources/A/B.swift", "blueprint(a); b.print(a)"),
    ("sleep", "Sources/A/B.swift", "try await Task.sleep(for: delay)"),
    ("wall clock", "Sources/fieldbook-server/B.swift", "let now = Date()"),
    ("wall clock", "Sources/A/B.swift", "let now = Date(timeIntervalSince1970: a)"),
    ("chance", "Tests/SyncTesting/B.swift", "var generator = SystemRandomNumberGenerator()"),
    ("chance", "Sources/A/B.swift", "Int.random(in: 0..<max(1, b), using: &generator)"),
    ("Character", "Sources/fieldbook/B.swift", "let a: Character = \"b\""),
  ])
  func `is not seen where it is allowed`(name: String, path: String, code: String) throws {
    let word = try #require(BannedWord.all.first { $0.name == name })
    #expect(try word.findings(TrackedFile(path, code)).isEmpty)
  }
}
