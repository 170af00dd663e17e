import Testing

@Suite struct `Adding a record` {
  @Test func `prints its id`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi")
    #expect(id.count == 16)
    let shown = try desk.json("show", "opportunity/\(id)")
    #expect(shown["id"] == .string(id))
    let added = try desk.json("add", "stakeholder", "name=Anna")
    #expect(added.keys == ["ref", "id"])
    #expect(added["ref"].string == "stakeholder/\(added["id"].string ?? "")")
  }

  @Test func `takes the only account, else the one that is named`() throws {
    let desk = try Desk(account: "Kaarna")
    let first = try desk.json("show", try desk.expectDone("add", "note", "body=a"))["space"]
    try desk.expectDone("add", "account", "name=Aurelia")
    let unclear = try desk.run("add", "note", "body=b")
    #expect(unclear.status == 2)
    #expect(unclear.errors.contains("--in"))
    let named = try desk.expectDone("add", "note", "body=b", "--in", "Aurelia")
    let second = try desk.json("show", named)["space"]
    #expect(first != second)
    #expect(try desk.json("list", "note", "--in", "aurelia").values.count == 1)
    #expect(try desk.json("list", "note").values.count == 2)
  }

  @Test func `appends the stage event that goes with a deal`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi", "stage=selection")
    try desk.expectDone("set", "Kemi", "stage=commitment", "evidence=verbal yes")
    try desk.expectDone("set", "Kemi", "amount=5")
    let events = try desk.json("list", "stageEvent").values.map { $0["fields"] }
    #expect(events.count == 2)
    let later = try #require(events.first { $0["from"] == "selection" })
    #expect(later["to"] == "commitment")
    #expect(later["evidence"] == "verbal yes")
    #expect(later["opportunity"] == .string("opportunity/\(id)"))
    #expect(later["by"] == "alice")
    #expect(later["on"] == "2026-03-10")
  }

  @Test func `fills in who saw it and when`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "stakeholder", "name=Anna Virtanen")
    let seen = try desk.expectDone(
      "add", "observation", "stakeholder=Anna", "attribute=stance", "value=+1")
    #expect(try desk.value(seen, "by") == "alice")
    #expect(try desk.value(seen, "on") == "2026-03-10")
    let told = try desk.expectDone(
      "add", "observation", "stakeholder=anna virtanen", "attribute=stance", "value=-1", "by=bob",
      "on=2026-03-09")
    #expect(try desk.value(told, "by") == "bob")
    #expect(try desk.value(told, "on") == "2026-03-09")
  }

  @Test func `of a derived id makes one record, and brings it back`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "accountTeam", "member=bob", "role=lead")
    #expect(try desk.expectDone("add", "accountTeam", "member=bob", "role=lead") == id)
    try desk.expectDone("delete", id)
    #expect(try desk.json("list", "accountTeam").values.isEmpty)
    try desk.expectDone("add", "accountTeam", "member=bob", "role=lead", "from=2026-01-01")
    #expect(try desk.json("show", id)["deleted"] == false)
    #expect(try desk.value(id, "from") == "2026-01-01")
    #expect(try desk.run("add", "accountTeam", "member=bob").status == 2)
  }

  @Test func `is refused for what the hub alone writes`() throws {
    let desk = try Desk(account: "Kaarna")
    for kind in ["member", "device"] {
      let outcome = try desk.run("add", kind, "name=x")
      #expect(outcome.status == 5)
      #expect(outcome.errors.contains(kind))
    }
    #expect(try desk.run("add", "team", "name=x").status == 2)
    #expect(try desk.run("add", "account", "industry=paper").status == 2)
  }
}

@Suite struct `Setting a field` {
  @Test func `prints what stood there and who wrote it`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    let line = try desk.expectDone("set", "Kemi", "amount=1450000")
    #expect(line == "amount: 1,200,000 (alice, alice-x1) → 1,450,000")
    #expect(try desk.expectDone("set", "Kemi", "nextStep=call") == "nextStep: (unset) → call")
  }

  @Test func `keeps the members of the group that nobody named`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    try desk.expectDone("set", "Kemi", "amount=5")
    #expect(try desk.value("Kemi", "money") == .object(["amount": 5, "currency": "EUR"]))
    try desk.expectDone("unset", "Kemi", "currency")
    #expect(try desk.value("Kemi", "money") == .object(["amount": 5]))
    try desk.expectDone("set", "Kemi", "currency=SEK", "amount=6")
    try desk.expectDone("unset", "Kemi", "money")
    #expect(try desk.value("Kemi", "money") == .null)
  }

  @Test func `writes nothing where it says so already`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5")
    let before = try desk.json("status")["unsent"]
    let outcome = try desk.json("set", "Kemi", "amount=5")
    #expect(outcome["dot"] == .null)
    #expect(try desk.json("status")["unsent"] == before)
    let written = try desk.json("set", "Kemi", "amount=6", "nextStep=call")
    #expect(written["ref"].string?.hasPrefix("opportunity/") == true)
    #expect(written["dot"].string?.hasSuffix(":3") == true)
    #expect(written["changes"].values.count == 2)
  }

  @Test func `finds references by name`() throws {
    let desk = try Desk(account: "Kaarna")
    let kemi = try desk.expectDone("add", "opportunity", "name=Kemi")
    try desk.expectDone("add", "action", "text=Call", "parent=Kemi")
    #expect(try desk.value("Call", "parent") == .string("opportunity/\(kemi)"))
    #expect(try desk.run("show", "Call").output.contains("Kemi (opportunity/"))
    let lost = try desk.run("set", "Call", "customerOwner=Nobody")
    #expect(lost.status == 1)
    #expect(lost.errors.contains("Nobody"))
    #expect(try desk.run("set", "Call", "customerOwner=opportunity/\(kemi)").status == 2)
  }

  @Test func `is refused for records that are never edited`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "advance", "step=vision", "commitment=test")
    for arguments in [["set", id, "step=x"], ["unset", id, "step"], ["edit", "\(id).step"]] {
      let outcome = try Program.fieldbook.run(arguments, environment: desk.environment)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("never edited"))
    }
  }

  @Test func `takes back what an earlier change wrote`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5", "nextStep=call")
    let dot = try #require(try desk.json("history", "Kemi")[0]["dot"].string)
    try desk.expectDone("set", "Kemi", "amount=6", "nextStep=write")
    try desk.expectDone("set", "Kemi.amount", "--from", dot)
    #expect(try desk.value("Kemi", "money") == .object(["amount": 5]))
    #expect(try desk.value("Kemi", "nextStep") == "write")
    try desk.expectDone("set", "Kemi", "--from", dot)
    #expect(try desk.value("Kemi", "nextStep") == "call")
    #expect(try desk.run("set", "Kemi.owner", "--from", dot).status == 2)
    #expect(try desk.run("set", "Kemi", "--from", "nonsense").status == 2)
    #expect(try desk.run("set", "Kemi", "--from", "00000000000000a1:9").status == 2)
  }

  @Test func `supersedes what its author was shown, and nothing else`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "nextStep=call")
    let basis = try desk.basis("Kemi.nextStep")
    try desk.expectDone("set", "Kemi", "nextStep=visit")
    let stale = try desk.run("set", "Kemi", "nextStep=write", "--basis", basis)
    #expect(stale.status == 0)
    #expect(stale.output.contains("nextStep: call (alice, alice-x1) → write"))
    let explained = try desk.json("explain", "Kemi.nextStep")
    #expect(explained["status"] == "decided")
    #expect(explained["candidates"].values.map { $0["value"] } == ["visit", "write"])
    #expect(try desk.run("set", "Kemi", "nextStep=x", "--basis", "nonsense").status == 2)
    #expect(
      try desk.run("set", "Kemi", "nextStep=x", "owner=bob", "--basis", basis).status == 2)
    let other = try desk.basis("Kemi.name")
    #expect(try desk.run("set", "Kemi", "owner=bob", "--basis", other).status == 2)
  }
}

@Suite struct `Showing records` {
  @Test func `gives scripts every declared field`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone(
      "add", "opportunity", "name=Kemi", "amount=1200000.5", "closedOn=2026-03-12")
    let shown = try desk.json("show", "Kemi")
    #expect(
      shown.keys == ["ref", "kind", "id", "space", "fields", "conflicts", "deleted"])
    #expect(shown["kind"] == "opportunity")
    #expect(shown["fields"]["money"]["amount"].number == 1_200_000.5)
    #expect(shown["fields"]["close"]["closedOn"] == "2026-03-12")
    #expect(shown["fields"]["owner"] == .null)
    #expect(shown["fields"].keys.contains("effortRemainingDays"))
    #expect(shown["conflicts"] == .array([]))
    #expect(shown["deleted"] == false)
  }

  @Test func `lists those that fit`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "stage=selection", "amount=1200000")
    try desk.expectDone("add", "opportunity", "name=Imatra", "stage=commitment", "owner=bob")
    let all = try desk.run("list", "opportunity")
    #expect(all.lines.count == 3)
    #expect(all.lines.first?.hasPrefix("id        name") == true)
    #expect(all.output.contains("1,200,000"))
    let some = try desk.json("list", "opportunity", "stage=commitment", "owner=bob")
    #expect(some.values.map { $0["fields"]["name"] } == ["Imatra"])
    #expect(try desk.run("list", "opportunity", "stage=commitment", "owner=eve").status == 1)
    #expect(try desk.run("list", "opportunity", "stage=committed").status == 2)
  }

  @Test func `finds a record by kind, id, the beginning of an id, or a name`() throws {
    let desk = try Desk(account: "Kaarna Board Oyj")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi pump-house")
    let refs = [
      "opportunity/\(id)", id, String(id.prefix(8)), "Kemi pump-house", "kemi", "pump",
      "opportunity/kemi",
    ]
    for ref in refs {
      #expect(try desk.json("show", ref)["id"] == .string(id), "\(ref)")
    }
  }
}
