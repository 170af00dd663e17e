import Foundation
import Testing

@Suite struct `A file that somebody gives to a diagnosis` {
  private static let shapes = [
    "missing", "directory", "empty", "text", "pipe", "cut database", "other database",
    "cut bundle", "emptied database",
  ]

  /// A path at which lies what the words say.
  private func make(_ shape: String, in desk: Desk) throws -> String {
    let path = "\(desk.directory)/given"
    let scripts = [
      "emptied database":
        "cp '\(desk.database)' '\(path)' && sqlite3 '\(path)' 'DELETE FROM meta'",
      "directory": "mkdir '\(path)'", "empty": ": > '\(path)'", "text": "echo hello > '\(path)'",
      "pipe": "mkfifo '\(path)'", "cut database": "head -c 5000 '\(desk.database)' > '\(path)'",
      "other database": "sqlite3 '\(path)' 'CREATE TABLE t (a)'",
      "cut bundle": "head -c 300 '\(desk.directory)/whole.fbb' > '\(path)'",
    ]
    if let script = scripts[shape] {
      #expect(try Program.run("/bin/sh", ["-c", script]).status == 0)
    }
    return path
  }

  @Test(arguments: shapes)
  func `is refused in words that name it`(shape: String) throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("bundle", "export", "\(desk.directory)/whole.fbb")
    let path = try make(shape, in: desk)
    let hub = "\(desk.directory)/hub"
    let server = Program(name: "fieldbook-server")
    #expect(try server.run(["init", "--data", hub, "--team", "Nordvik"]).status == 0)
    let outcomes = try [
      desk.run("diagnose", "merge", path), desk.run("diagnose", "divergence", "--with", path),
      server.run(["diagnose", "merge", path, "--data", hub]),
      server.run(["diagnose", "divergence", path, "--data", hub]),
    ]
    for outcome in outcomes {
      #expect(outcome.status == 2, "\(outcome.errors)")
      #expect(outcome.errors.contains(path), "\(outcome.errors)")
      #expect(outcome.errors.contains("hint: "))
      #expect(outcome.output.isEmpty)
    }
    let json = try desk.run("diagnose", "merge", path, "--json")
    let codes = ["no_file", "foreign_file", "damaged_file", "damaged_bundle"]
    #expect(codes.contains(try json.jsonError()["code"].string ?? ""))
  }

  /// Asks an earlier copy of a replica about the replica's database, in which SQL did something.
  private func ask(_ desk: Desk, after sql: String, _ arguments: [String]) throws
    -> Program.Outcome
  {
    let (old, path) = ("\(desk.directory)/old", "\(desk.directory)/given")
    #expect(try Program.run("/bin/cp", ["-r", desk.home, old]).status == 0)
    try desk.expectDone("add", "note", "body=later")
    #expect(try Program.run("/bin/cp", [desk.database, path]).status == 0)
    #expect(try Program.run("/usr/bin/sqlite3", [path, sql]).status == 0)
    return try Program.fieldbook.run(
      ["diagnose"] + arguments + [path],
      environment: desk.environment.merging(
        ["FIELDBOOK_HOME": old, "TMPDIR": desk.directory]) { $1 })
  }

  @Test(arguments: [
    "DROP TABLE change", "DROP TABLE kind_account", "DROP TABLE author",
    "UPDATE change SET body = x'00ff'", "UPDATE author SET clock = x'ff'",
  ])
  func `is refused where what it holds cannot be read`(sql: String) throws {
    let desk = try Desk(account: "Kaarna")
    let outcome = try ask(desk, after: sql, ["merge"])
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.contains("/given "), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 2)
    // No copy of it stays behind.
    let copies = "\(desk.directory)/TemporaryItems"
    #expect(try FileManager.default.contentsOfDirectory(atPath: copies).isEmpty)
  }

  @Test(arguments: [["merge"], ["divergence", "--with"]])
  func `may announce more changes than there can be`(command: [String]) throws {
    let outcome = try ask(
      Desk(account: "Kaarna"), after: "UPDATE author SET sequence = 9223372036854775807", command)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `stays as it is, whatever is asked of it`() throws {
    let desk = try Desk(account: "Kaarna")
    let other = try Desk(account: "Oulu")
    let before = try Data(contentsOf: URL(filePath: other.database))
    #expect(try desk.run("diagnose", "merge", other.database).status == 0)
    #expect(try desk.run("diagnose", "divergence", "--with", other.database).status == 0)
    #expect(try Data(contentsOf: URL(filePath: other.database)) == before)
    #expect(try desk.json("list", "account").values.count == 1)
  }

  @Test(
    arguments: [
      ("money", nil, "no_policy"), ("=latest", nil, "no_policy"),
      ("money=newest", nil, "unknown_policy"),
      ("money=latest@9", nil, "unknown_policy"), ("opportunity.mony=latest", nil, "unknown_field"),
      ("opportunity.=latest", nil, "unknown_field"), (".money=latest", nil, "unknown_field"),
      ("a.b.c=latest", nil, "unknown_field"), ("name=latest", nil, "ambiguous"),
      ("opportunity.life=latest", nil, "unknown_field"),
      ("opportunity.money=text", nil, "wrong_policy"),
      ("opportunity.nextStep=aliveWins", nil, "wrong_policy"),
      ("money=latest", "yesterday", "no_day"),
      ("money=latest", "2026-02-30", "no_day"), ("money=latest", "", "no_day"),
      ("money=latest", "2026-03-01T00:00:00Z", "no_day"),
    ] as [(String, String?, String)])
  func `is not needed for a question that means nothing`(
    policy: String, since: String?, code: String
  ) throws {
    let desk = try Desk(account: "Kaarna")
    let arguments =
      ["diagnose", "what-if", "--policy", policy, "--json"] + (since.map { ["--since", $0] } ?? [])
    let outcome = try Program.fieldbook.run(arguments, environment: desk.environment)
    #expect(outcome.status == 2)
    #expect(try outcome.jsonError()["code"] == .string(code))
  }

  @Test func `is told of in a help that is true`() throws {
    let desk = try Desk(account: nil)
    let help = try desk.run("diagnose", "--help").output
    #expect(!help.contains("Changes nothing"))
    #expect(help.contains("--repair alone writes"))
  }
}
