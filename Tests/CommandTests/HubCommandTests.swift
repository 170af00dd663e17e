import Foundation
import Testing

@Suite struct `The hub's program` {
  @Test func `lists in columns`() throws {
    let team = try Team()
    for user in ["bo", "alexandra"] { try team.check(team.server("invite", "--user", user)) }
    let invites = try team.server("invite", "list").lines
    let columns = invites.map { line in
      line.range(of: "seller").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(Set(columns) == ["fbi_012345  alexandra  ".count])
    let spaces = try team.server("space", "list").lines
    #expect(spaces.count == 1)
    #expect(spaces.allSatisfy { !$0.hasSuffix(" ") })
    #expect(spaces.first?.contains("member") == true)
  }

  @Test func `makes a hub in a directory of its own only`() throws {
    let desk = try Desk(account: nil)
    func make(at path: String) throws -> Program.Outcome {
      try Program(name: "fieldbook-server").run(
        ["init", "--data", path, "--team", "Nordvik", "--json"])
    }
    let inReplica = try make(at: desk.home)
    #expect(inReplica.status == 2)
    #expect(try inReplica.jsonError()["code"] == "not_empty")
    #expect(try make(at: desk.database).jsonError()["code"] == "not_a_directory")
    let hub = "\(desk.directory)/hub"
    #expect(try make(at: hub).status == 0)
    #expect(try make(at: hub).jsonError()["code"] == "file_exists")
  }

  @Test func `names the file that is no backup because it is not there`() throws {
    let team = try Team()
    let outcome = try team.server("restore", "\(team.root)/none", "--replace", "--json")
    #expect(outcome.status == 2)
    #expect(try outcome.jsonError()["code"] == "no_file")
  }

  @Test func `does not propose to invite whom it shall remove`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.done("anna", "add", "account", "name=Kaarna")
    try team.sync("anna")
    let outcome = try team.server("member", "remove", "--space", "Kaarna", "--user", "dora")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("fieldbook-server member list"))
  }

  @Test func `says in one sentence that its port is taken`() throws {
    let team = try Team()
    try team.startServer()
    let other = "\(team.root)/other"
    try team.check(team.run("fieldbook-server", ["init", "--data", other, "--team", "T"]))
    let outcome = try team.run(
      "fieldbook-server", ["serve", "--data", other, "--listen", "127.0.0.1:\(team.port)"])
    #expect(outcome.status == 2)
    let lines = outcome.errors.split(separator: "\n").filter { !$0.contains("the time is set") }
    #expect(
      lines == [
        "fieldbook-server: The hub cannot listen at 127.0.0.1:\(team.port): Address already in use.",
        "hint: Choose another address or port, or end the program that uses this one.",
      ])
  }
}

@Suite struct `A role for somebody` {
  @Test func `whom the team does not know is told to wait`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.join("bernd", as: "bernd")
    try team.done("anna", "add", "account", "name=Kaarna")
    try team.sync("anna")
    func share(_ user: String) throws -> String {
      try team.fieldbook("anna", "share", "Kaarna", user, "--role", "editor").errors
    }
    #expect(try share("bernd") == "")
    #expect(try share("brend").contains("The team has no brend yet"))
  }
}

@Suite struct `A replica that belongs to a team` {
  @Test func `goes to another one only where it is told to move`() throws {
    let (nordvik, other) = (try Team(), try Team())
    for team in [nordvik, other] { try team.startServer() }
    try nordvik.join("anna", as: "anna")
    try nordvik.done("anna", "add", "account", "name=Kaarna")
    try nordvik.sync("anna")
    func enroll(_ more: String...) throws -> Program.Outcome {
      let invite = try other.server("invite", "--user", "anna").lines.first ?? ""
      return try Program.fieldbook.run(
        ["enroll", other.url, "--invite", invite] + more,
        environment: nordvik.environment(of: "anna"))
    }
    let refused = try enroll("--json")
    #expect(refused.status == 5)
    #expect(try refused.jsonError()["code"] == "other_team")
    #expect(try nordvik.done("anna", "status").contains(nordvik.url))
    try nordvik.done("anna", "add", "account", "name=Kemi")
    #expect(try nordvik.done("anna", "sync").contains("sent 1"))
    #expect(try enroll("--move").status == 0)
    try nordvik.sync("anna")
    #expect(try other.server("space", "list").lines.filter { $0.contains("account") }.count == 2)
  }
}
