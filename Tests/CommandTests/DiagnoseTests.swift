import Foundation
import Testing

/// Two people on one account of a hub, as the diagnosis tests need them.
private final class Pair {
  let team: Team

  init() throws {
    team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-fw")
    try team.join("bernd", as: "bernd-fw")
    try anna("add", "account", "name=Kaarna")
    try anna("add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    try anna("share", "Kaarna", "bernd", "--role", "editor")
    try anna("sync")
    try bernd("sync")
  }

  @discardableResult
  func anna(_ arguments: String...) throws -> Program.Outcome {
    try run("anna-fw", arguments)
  }

  @discardableResult
  func bernd(_ arguments: String...) throws -> Program.Outcome {
    try run("bernd-fw", arguments)
  }

  private func run(_ device: String, _ arguments: [String]) throws -> Program.Outcome {
    let outcome = try Program.fieldbook.run(arguments, environment: team.environment(of: device))
    #expect([0, 1, 3].contains(outcome.status), "\(arguments): \(outcome.errors)")
    return outcome
  }

  /// Anna's fifth change of the space and Bernd's first one meet in `money`.
  func meet() throws {
    try anna("set", "Kemi", "nextStep=call", "owner=anna")
    try bernd("sync")
    try anna("sync")
    try anna("set", "Kemi", "amount=1450000", "--why", "line 2")
    try bernd("set", "Kemi", "amount=980000")
    try anna("sync")
  }

  func server(_ arguments: String...) throws -> Program.Outcome {
    try team.run("fieldbook-server", arguments + ["--data", team.hubData])
  }

  func database(_ device: String) -> String { "\(team.home(device))/fieldbook.sqlite" }

  /// Everything that lies in a directory, byte for byte.
  func contents(of directory: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
      // A socket has no contents.
      contents[name] = FileManager.default.contents(atPath: "\(directory)/\(name)")
    }
    return contents
  }

  func sqlite(_ file: String, _ sql: String) throws {
    let outcome = try Program.run("/usr/bin/sqlite3", ["-cmd", ".timeout 5000", file, sql])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}

@Suite struct `An explanation on the command line` {
  @Test func `says what each author had received and replaced`() throws {
    let pair = try Pair()
    try pair.meet()
    try pair.bernd("sync")
    let outcome = try pair.bernd("explain", "Kemi.money")
    #expect(outcome.status == 3)
    let text = outcome.output
    #expect(text.contains("conflict: a person has to decide"))
    #expect(text.contains("bernd-fw had received 3 of the 5 changes of anna-fw in this space"))
    #expect(text.contains("anna's edit was the fifth"))
    #expect(text.contains("anna-fw had received nothing of bernd-fw in this space"))
    #expect(text.contains("replaced 1,200,000 (currency EUR) of anna, anna-fw"))
    let json = try pair.bernd("explain", "Kemi.money", "--json").json()
    #expect(json["complete"] == true)
    #expect(
      json["writes"].values.map { $0["received"][0]["knowledge"] } == [
        "not received", "not received",
      ])
    #expect(json["writes"][0]["replaced"][0]["value"]["amount"] == 1_200_000)
  }

  @Test func `blames each field on who wrote it`() throws {
    let pair = try Pair()
    try pair.meet()
    try pair.bernd("sync")
    let blame = try pair.bernd("history", "Kemi", "--blame", "--json").json()
    let users = blame.values.map { line in
      [line["field"].string ?? ""] + line["writes"].values.compactMap { $0["user"].string }.sorted()
    }
    #expect(
      users == [
        ["name", "anna"], ["owner", "anna"], ["money", "anna", "bernd"], ["nextStep", "anna"],
      ])
  }
}

@Suite struct `A diagnosis` {
  @Test func `shows the fleet with contact, lag and conflicts`() throws {
    let pair = try Pair()
    try pair.meet()
    let before = try pair.server("diagnose", "--json").json()
    let bernd = try #require(before["replicas"].values.first { $0["user"] == "bernd" })
    #expect(bernd["device"] == "bernd-fw")
    #expect(bernd["lastContact"] == "2026-03-10T09:00:00Z")
    #expect(bernd["behind"] == 2)
    try pair.bernd("sync")
    let report = try pair.server("diagnose", "--json").json()
    #expect(report["isHub"] == true)
    let conflict = report["conflicts"][0]
    #expect(conflict["field"] == "money")
    #expect(conflict["owner"] == "anna")
    #expect(report["fields"][0]["encounters"] == 1)
    let text = try pair.server("diagnose")
    #expect(text.status == 0)
    #expect(text.output.contains("opportunity.money"))
    let own = try pair.bernd("diagnose", "--json").json()
    #expect(own["isHub"] == false)
    #expect(own["conflicts"][0]["account"] == "Kaarna")
  }

  @Test func `replays the history under another policy`() throws {
    let pair = try Pair()
    try pair.meet()
    try pair.bernd("sync")
    let outcome = try pair.server("diagnose", "what-if", "--policy", "money=greatest", "--json")
    #expect(outcome.status == 1)
    let report = try outcome.json()
    #expect(report["policy"] == "review(base)@1")
    #expect(report["other"] == "greatest@1")
    let difference = report["differences"][0]
    #expect(difference["inForce"]["amount"] == 1_200_000)
    #expect(difference["differsNow"] == true)
    let since = try pair.server(
      "diagnose", "what-if", "--policy", "money=greatest", "--since", "2026-03-10", "--json")
    #expect(try since.json()["differences"] == report["differences"])
    let later = try pair.server(
      "diagnose", "what-if", "--policy", "money=greatest", "--since", "2026-03-11", "--json")
    #expect(later.status == 0)
    #expect(try later.json()["writes"] == 0)
    let none = try pair.bernd("diagnose", "what-if", "--policy", "opportunity.name=first")
    #expect(none.status == 0)
    for policy in ["opportunity.money", "money=newest", "opportunity.mony=latest", "name=latest"] {
      #expect(try pair.server("diagnose", "what-if", "--policy", policy).status == 2)
    }
  }

  @Test func `says what a device's database would bring, and changes neither`() throws {
    let pair = try Pair()
    try pair.meet()
    try pair.bernd("add", "note", "body=line 2 is in")
    let (hub, device) = (pair.team.hubData, pair.team.home("bernd-fw"))
    pair.team.stopServer()
    let before = (try pair.contents(of: hub)["hub.sqlite"], try pair.contents(of: device))
    let outcome = try pair.server(
      "diagnose", "merge", pair.database("bernd-fw"), "--json")
    #expect(outcome.status == 1)
    let report = try outcome.json()
    #expect(report["conflicts"] == 1)
    #expect(report["changes"] == 2)
    #expect(report["newRecords"] == 1)
    let cell = try #require(report["cells"].values.first { $0["opensConflict"] == true })
    #expect(cell["field"] == "money")
    #expect(
      cell["candidates"].values.compactMap { $0["amount"].number }.sorted() == [980_000, 1_450_000])
    #expect(try pair.contents(of: hub)["hub.sqlite"] == before.0)
    #expect(try pair.contents(of: device) == before.1)
    let text = try pair.server("diagnose", "merge", pair.database("bernd-fw"))
    #expect(text.output.contains("a conflict would open"))
  }

  @Test func `says what a bundle would bring`() throws {
    let pair = try Pair()
    try pair.meet()
    let path = "\(pair.team.root)/bernd.bundle"
    try pair.bernd("bundle", "export", path)
    let outcome = try pair.server("diagnose", "merge", path, "--json")
    #expect(try outcome.json()["conflicts"] == 1)
    let here = try pair.anna("diagnose", "merge", path, "--json")
    #expect(here.status == 3)
    #expect(try here.json()["changes"] == 1)
    #expect(try pair.bernd("diagnose", "merge", path, "--json").json()["changes"] == 0)
  }

  @Test func `proves that replicas in step say the same`() throws {
    let pair = try Pair()
    let behind = try pair.bernd("diagnose", "divergence", "--json").json()
    #expect(behind["spaces"].values.allSatisfy { $0["verdict"] == "same" })
    try pair.bernd("set", "Kemi", "nextStep=visit")
    let ahead = try pair.bernd("diagnose", "divergence", "--json").json()
    let account = try #require(ahead["spaces"].values.first { $0["account"] == "Kaarna" })
    #expect(account["verdict"] == "behind")
    #expect(account["ahead"] == 1)
    let file = try pair.anna("diagnose", "divergence", "--with", pair.database("bernd-fw"))
    #expect(file.status == 0)
  }

  @Test func `finds a damaged value, and the next sync mends it with unsent edits kept`() throws {
    let pair = try Pair()
    try pair.sqlite(pair.database("bernd-fw"), "UPDATE kind_opportunity SET name = 'Kemo'")
    let outcome = try pair.bernd("diagnose", "divergence", "--json")
    #expect(outcome.status == 1)
    let account = try #require(
      try outcome.json()["spaces"].values.first { $0["account"] == "Kaarna" })
    #expect(account["verdict"] == "different")
    #expect(account["field"] == "name")
    #expect(account["here"] == .array(["Kemo"]))
    #expect(account["there"] == .array(["Kemi"]))
    let hub = try pair.server("diagnose", "divergence", pair.database("bernd-fw"))
    #expect(hub.status == 1)
    #expect(hub.output.contains("DIFFERENT"))
    #expect(try pair.bernd("diagnose", "divergence", "--repair").status == 1)
    try pair.bernd("set", "Kemo", "nextStep=visit")
    try pair.bernd("sync")
    #expect(try pair.bernd("show", "Kemi", "--json").json()["fields"]["nextStep"] == "visit")
    #expect(try pair.bernd("diagnose", "divergence").status == 0)
    #expect(try pair.bernd("doctor").status == 0)
    try pair.anna("sync")
    #expect(try pair.anna("show", "Kemi", "--json").json()["fields"]["nextStep"] == "visit")
  }
}
