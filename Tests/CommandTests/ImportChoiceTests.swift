import Foundation
import Testing

/// Where lines go, and what of them is left alone.
@Suite struct `Lines that meet what is here` {
  @Test func `leave a cell in conflict alone`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    let lines = LineFile(desk: desk)
    let exported = try lines.exported()
    #expect(try desk.run("export").errors.contains("1 cell is in conflict"))
    // What is in force is no news.
    let again = try lines.report(exported)
    #expect(again["changed"] == 0)
    #expect(again["left"] == .array([]))
    // Nothing was acknowledged yet: what stood before both edits is in force, which is nothing.
    let changed = exported.replacing(#""money":null"#, with: #""money":{"amount":5}"#)
    #expect(changed != exported)
    let outcome = try lines.take(changed)
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("in conflict; fieldbook resolve opportunity/"))
    #expect(try lines.report(changed)["left"][0]["reason"] == "conflict")
    #expect(try desk.value("Kemi", "money") == .null)
    #expect(try desk.json("conflicts").values.count == 1)
  }

  @Test func `leave deleted records alone`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "note", "body=one")
    let lines = LineFile(desk: desk)
    let exported = try lines.exported()
    let id = try #require(desk.json("list", "note")[0]["id"].string)
    try desk.expectDone("delete", "note/\(id)")
    let left = try lines.exported()
    #expect(!left.contains(#""kind":"note""#))
    let report = try lines.report(exported)
    #expect(report["left"][0]["reason"] == "deleted")
    #expect(try lines.take(exported).status == 1)
    #expect(try desk.json("list", "note") == .array([]))
  }

  @Test func `leave alone what is written once`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "stage=solution_vision")
    try desk.expectDone("add", "activity", "kind=call", "happenedOn=2026-03-01")
    let lines = LineFile(desk: desk)
    let changed = try lines.exported()
      .replacing(#""to":"solution_vision""#, with: #""to":"pressure_to_change""#)
      .replacing("2026-03-01", with: "2026-03-02")
    let report = try lines.report(changed)
    #expect(
      Set(report["left"].values.compactMap { $0["reason"].string }) == ["appendOnly", "fixed"])
    #expect(report["changed"] == 0)
  }

  @Test func `without an id are new records, unless their id follows from what they name`() throws {
    let desk = try Desk(account: "Kaarna")
    let deal = try desk.expectDone("add", "opportunity", "name=Kemi")
    let lines = LineFile(desk: desk)
    let text = """
      {"kind":"note","fields":{"body":"a"}}
      {"kind":"tag","fields":{"about":"opportunity/\(deal)","label":"hot"}}
      """
    #expect(try lines.report(text).counts == [2, 0, 0])
    #expect(try lines.report(text).counts == [1, 0, 1])
    #expect(try desk.json("list", "note").values.count == 2)
    #expect(try desk.run("add", "tag", "about=Kemi", "label=hot").status == 0)
    #expect(try desk.json("list", "tag").values.count == 1)
  }

  @Test func `say who saw what, as add does`() throws {
    let desk = try Desk(account: "Kaarna")
    let person = try desk.expectDone("add", "stakeholder", "name=Marek")
    let lines = LineFile(desk: desk)
    let begin = #"{"kind":"observation","fields":{"stakeholder":"stakeholder/\#(person)","#
    _ = try lines.take("\(begin)\"attribute\":\"power\",\"value\":\"3\"}}\n")
    _ = try lines.take("\(begin)\"attribute\":\"stance\",\"by\":null,\"on\":null}}\n")
    let found = try desk.json("list", "observation").values
    let byAttribute = Dictionary(
      uniqueKeysWithValues: found.map { ($0["fields"]["attribute"].string, $0["fields"]) })
    #expect(byAttribute["power"]?["by"] == "alice")
    #expect(byAttribute["power"]?["on"] == "2026-03-10")
    #expect(byAttribute["stance"]?["by"] == .null)
  }

  @Test func `go where --in says`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "account", "name=Raahe")
    let lines = LineFile(desk: desk)
    let note = #"{"kind":"note","fields":{"body":"a"}}"#
    let unclear = try lines.take(note)
    #expect(unclear.status == 2)
    #expect(unclear.errors.contains("--in"))
    #expect(try lines.report(note, "--in", "Raahe").counts == [1, 0, 0])
    let raahe = try desk.json("show", "Raahe")["space"]
    #expect(try desk.json("list", "note")[0]["space"] == raahe)
    // Lines that name another space go there too; an account does not.
    let foreign =
      #"{"kind":"note","space":"00112233445566778899aabbccddeeff","fields":{"body":"b"}}"#
    #expect(try lines.report(foreign, "--in", "Raahe").counts == [1, 0, 0])
    #expect(try lines.take(foreign).errors.contains("no account in the file"))
    let account = #"{"kind":"account","fields":{"name":"Oulu"}}"#
    #expect(try lines.take(account, "--in", "Raahe").status == 2)
    #expect(try lines.report(account).counts == [1, 0, 0])
    #expect(try desk.json("list", "account").values.count == 3)
  }

  @Test func `find the same new account again by its id`() throws {
    let desk = try Desk()
    try desk.expectDone("init", "--user", "alice", "--device", "alice-x1")
    let lines = LineFile(desk: desk)
    let account = #"{"kind":"account","id":"0000000000000007","fields":{"name":"Oulu"}}"#
    #expect(try lines.report(account).counts == [1, 0, 0])
    #expect(try lines.report(account).counts == [0, 0, 1])
  }

  @Test func `count references to nothing`() throws {
    let desk = try Desk(account: "Kaarna")
    let lines = LineFile(desk: desk)
    let text = """
      {"kind":"stakeholder","id":"0000000000000002","fields":{"boss":"stakeholder/0000000000000003"}}
      {"kind":"stakeholder","id":"0000000000000003","fields":{"boss":"stakeholder/0000000000000004"}}
      """
    #expect(try lines.report(text, "--dry-run")["dangling"] == 1)
    #expect(try lines.take(text).output.contains("1 reference to records"))
  }

  @Test func `bring no second event for a stage that they tell the story of`() throws {
    let desk = try Desk(account: "Kaarna")
    let lines = LineFile(desk: desk)
    let deal =
      #"{"kind":"opportunity","id":"0000000000000002","fields":{"stage":{"stage":"solution_vision"}}}"#
    let event =
      #"{"kind":"stageEvent","id":"0000000000000003","fields":"#
      + #"{"opportunity":"opportunity/0000000000000002","to":"solution_vision"}}"#
    #expect(try lines.report("\(deal)\n\(event)").counts == [2, 0, 0])
    #expect(try desk.json("list", "stageEvent").values.count == 1)
    // A new stage beside an old event is an edit like every other.
    let changed = deal.replacing("solution_vision", with: "pressure_to_change")
    #expect(try lines.report("\(changed)\n\(event)").counts == [0, 1, 1])
    #expect(try desk.json("list", "stageEvent").values.count == 2)
  }

  @Test func `are refused where the role is too low, and taken where nothing is new`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.join("bernd", as: "bernd")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "add", "note", "body=one"))
    try team.check(team.fieldbook("anna", "share", "Kaarna", "bernd", "--role", "viewer"))
    try team.check(team.fieldbook("anna", "sync"))
    try team.check(team.fieldbook("bernd", "sync"))
    let exported = try team.check(team.fieldbook("bernd", "export"))
    let path = "\(team.root)/lines.jsonl"
    try exported.write(toFile: path, atomically: true, encoding: .utf8)
    try team.check(team.fieldbook("bernd", "import", path))
    try exported.replacing("\"one\"", with: "\"two\"")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try team.fieldbook("bernd", "import", path)
    #expect(outcome.status == 5)
    #expect(outcome.errors.contains("line 2: You may not write"))
    // Whoever may write changes the record that is there, in the account that is there.
    try team.check(team.fieldbook("anna", "import", path))
    let notes = try JSONValue(parsing: team.check(team.fieldbook("anna", "list", "note", "--json")))
    #expect(notes.values.map { $0["fields"]["body"] } == ["two"])
  }
}
