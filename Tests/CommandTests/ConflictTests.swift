import Foundation
import Testing

@Suite struct `A conflict` {
  @Test func `is listed with base and candidates`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.addContestedDeal()
    let outcome = try desk.run("conflicts", "--json")
    #expect(outcome.status == 3)
    let conflict = try outcome.json()[0]
    #expect(conflict.keys == ["ref", "field", "policy", "base", "inForce", "candidates"])
    #expect(conflict["ref"] == .string("opportunity/\(id)"))
    #expect(conflict["field"] == "money")
    #expect(conflict["policy"] == "review(base)@1")
    let candidate = conflict["candidates"][0]
    #expect(candidate.keys == ["value", "user", "device", "at", "dot"])
    #expect(candidate["value"] == .object(["amount": 980_000, "currency": "EUR"]))
    #expect(candidate["user"] == "alice")
    #expect(candidate["device"] == "alice-x1")
    #expect(candidate["at"] == "2026-03-10T09:00:00Z")
    #expect(conflict["candidates"][1]["value"]["amount"] == 1_450_000)
    let text = try desk.run("conflicts", "--in", "Kaarna")
    #expect(text.status == 3)
    #expect(text.output.contains("“line 2”"))
    #expect(text.output.contains("2)  1,450,000 (currency EUR)"))
    #expect(try desk.json("show", "Kemi")["conflicts"] == .array(["money"]))
    #expect(try desk.json("status")["conflicts"] == 1)
  }

  @Test func `is not overwritten by a plain set or edit`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    let before = try desk.json("status")["unsent"]
    for arguments in [["set", "Kemi", "owner=bob", "amount=7"], ["edit", "Kemi.amount"]] {
      let outcome = try Program.fieldbook.run(arguments, environment: desk.environment)
      #expect(outcome.status == 3)
      #expect(outcome.errors.contains("fieldbook resolve"))
    }
    #expect(try desk.json("status")["unsent"] == before)
    #expect(try desk.value("Kemi", "owner") == .null)
  }

  @Test func `lets an author replace the own candidate alone`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    try desk.expectDone("set", "Kemi", "amount=990000", "--candidate")
    let amounts = try desk.json("conflicts")[0]["candidates"].values.map { $0["value"]["amount"] }
    #expect(amounts == [1_450_000, 990_000])
  }

  @Test func `ends with a value, which keeps what all candidates agree on`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    let resolved = try desk.json("resolve", "Kemi.amount", "1230000", "--why", "both are right")
    #expect(resolved["dot"].string != nil)
    #expect(try desk.value("Kemi", "money") == .object(["amount": 1_230_000, "currency": "EUR"]))
    #expect(try desk.run("conflicts").status == 0)
    let last = try #require(try desk.json("history", "Kemi.money").values.last)
    #expect(last["intent"] == "resolve")
    #expect(last["note"] == "both are right")
    #expect(last["writes"][0]["supersedes"].values.count == 2)
    #expect(try desk.run("resolve", "Kemi.amount", "1").status == 1)
  }

  @Test func `ends with one of the candidates`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    #expect(try desk.run("resolve", "Kemi.money", "--take", "3").status == 2)
    #expect(try desk.run("resolve", "Kemi.amount", "much").status == 2)
    try desk.expectDone("resolve", "Kemi.money", "--take", "2")
    #expect(try desk.value("Kemi", "money")["amount"] == 1_450_000)
  }

  @Test func `widens the pipeline and does not move it`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone(
      "add", "opportunity", "name=Imatra", "amount=480000", "currency=EUR", "stage=selection")
    let before = try desk.json("funnel", "--week", "2026-W11")
    #expect(before["weighted"] == 240_000)
    _ = try desk.addContestedDeal()
    let during = try desk.json("funnel", "--week", "2026-W11")
    #expect(during["week"] == "2026-W11")
    #expect(during["unit"] == "EUR")
    #expect(during["low"] == 240_000)
    #expect(during["high"] == 602_500)
    #expect(during["contested"][0]["name"] == "Kemi")
    let text = try desk.run("funnel")
    #expect(text.status == 0)
    #expect(text.lines.first == "Pipeline of 2026-W11, 2026-03-09 to 2026-03-15, in EUR")
    #expect(text.output.contains("602,500"))
    #expect(try desk.run("funnel", "--week", "2026-11").status == 2)
  }
}

@Suite struct `An editor` {
  @Test func `that is stale does not overwrite what it did not show`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    let editor = try desk.script(
      """
      test "$(cat "$1")" = 1200000
      '\(Program.fieldbook.path)' set Kemi amount=980000
      echo 1450000 > "$1"
      """)
    let outcome = try desk.run("edit", "Kemi.amount", environment: ["EDITOR": editor])
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("amount: 1,200,000 (alice, alice-x1) → 1,450,000"))
    let amounts = try desk.json("conflicts")[0]["candidates"].values.map { $0["value"]["amount"] }
    #expect(amounts == [980_000, 1_450_000])
  }

  @Test func `that is stale loses nothing where a policy decides`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "nextStep=call")
    let editor = try desk.script(
      "'\(Program.fieldbook.path)' set Kemi nextStep=visit\necho write > \"$1\"")
    let outcome = try desk.run("edit", "Kemi.nextStep", environment: ["EDITOR": editor])
    #expect(outcome.status == 0)
    let findings = try desk.run("check", "--json")
    #expect(findings.status == 1)
    let finding = try findings.json()[0]
    #expect(finding["check"] == "decided")
    #expect(finding["policy"] == "latest@1")
    #expect(finding["inForce"] == "write")
    #expect(finding["lost"] == .array(["visit"]))
  }

  @Test func `keeps a record that was deleted meanwhile, flagged`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi", "nextStep=call")
    let editor = try desk.script(
      "'\(Program.fieldbook.path)' delete Kemi\necho write > \"$1\"")
    let outcome = try desk.run("edit", "Kemi.nextStep", environment: ["EDITOR": editor])
    #expect(outcome.status == 0)
    #expect(try desk.json("show", id)["deleted"] == false)
    #expect(try desk.value(id, "nextStep") == "write")
    #expect(try desk.run("show", id).output.contains("deleted by one, edited by another"))
    let finding = try desk.json("check")[0]
    #expect(finding["check"] == "contested")
    #expect(finding["message"].string?.contains("nextStep") == true)
    try desk.expectDone("restore", id)
    #expect(try desk.run("check").status == 0)
  }

  @Test func `saves what was typed, a group line by line`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5", "currency=EUR")
    let editor = try desk.script("printf 'amount=6\\ncurrency=SEK\\n' > \"$1\"")
    let outcome = try desk.run("edit", "Kemi.money", environment: ["EDITOR": editor])
    #expect(outcome.status == 0)
    #expect(try desk.value("Kemi", "money") == .object(["amount": 6, "currency": "SEK"]))
  }

  @Test func `that changes nothing or fails writes nothing`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5")
    #expect(try desk.run("edit", "Kemi.amount", environment: ["EDITOR": "true"]).status == 0)
    #expect(try desk.run("edit", "Kemi.amount", environment: ["EDITOR": "false"]).status == 2)
    #expect(try desk.json("status")["unsent"] == 2)
  }

  @Test func `keeps the text of a save that does not fit`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5")
    let editor = try desk.script("echo 'a lot' > \"$1\"")
    let outcome = try desk.run("edit", "Kemi.amount", environment: ["EDITOR": editor])
    #expect(outcome.status == 2)
    let path = try #require(outcome.errors.split(separator: " ").last { $0.contains("/edit-") })
    let text = try String(contentsOfFile: path.trimmingDot, encoding: .utf8)
    #expect(text == "a lot\n")
    #expect(try desk.json("status")["unsent"] == 2)
  }
}

extension Substring {
  /// The text without the full stop and the line break at its end.
  fileprivate var trimmingDot: String {
    var text = String(self)
    while let last = text.last, last == "." || last == "\n" { text.removeLast() }
    return text
  }
}
