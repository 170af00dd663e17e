import Testing

@Suite struct `The formatter` {
  private static let lint = ["swift", "format", "lint", "--strict"]

  @Test func `finds nothing to change`() throws {
    let paths = try Repository.swiftFiles().map(\.path)
    let result = try Command.run(Self.lint + ["--parallel"] + paths, in: Repository.root)
    let findings = result.text.split(separator: "\n").filter { $0.contains(": error: ") }
    for finding in findings { Issue.record("\(finding)") }
    #expect(result.status == 0 || !findings.isEmpty, "\(result.text)")
  }

  @Test(arguments: [
    ("let a  =  1\n", "Spacing"), ("func a(b: Int?) -> Int { b! }\n", "NeverForceUnwrap"),
  ])
  func `finds a bad sample`(code: String, rule: String) throws {
    let arguments = ["--configuration", ".swift-format", "--assume-filename", "A.swift", "-"]
    let result = try Command.run(Self.lint + arguments, input: code, in: Repository.root)
    #expect(result.status == 1)
    #expect(result.text.contains(rule))
  }
}
