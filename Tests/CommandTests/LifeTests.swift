import Testing

@Suite struct `A deleted record` {
  @Test func `is hidden and comes back as it was`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5")
    let deleted = try desk.json("delete", "Kemi")
    #expect(deleted.keys == ["ref", "dot"])
    #expect(try desk.run("list", "opportunity").status == 1)
    #expect(try desk.json("show", id)["deleted"] == true)
    try desk.expectDone("restore", "Kemi")
    #expect(try desk.json("show", id)["deleted"] == false)
    #expect(try desk.value("Kemi", "money") == .object(["amount": 5]))
  }

  @Test func `is not edited`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi")
    try desk.expectDone("delete", "Kemi")
    for arguments in [
      ["set", "Kemi", "amount=5"], ["unset", "Kemi", "owner"], ["edit", "Kemi.name"],
    ] {
      let outcome = try Program.fieldbook.run(arguments, environment: desk.environment)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("fieldbook restore"))
    }
    try desk.expectDone("add", "action", "text=Call")
    #expect(try desk.run("set", "Call", "parent=Kemi").status == 2)
  }

  @Test func `is deleted and restored once`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi")
    #expect(try desk.json("restore", "Kemi")["dot"] == .null)
    try desk.expectDone("delete", "Kemi")
    let again = try desk.run("delete", "Kemi")
    #expect(again.output.contains("nothing written"))
    #expect(try desk.json("delete", "Kemi")["dot"] == .null)
  }

  @Test func `makes way for a living one of its name`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi")
    try desk.expectDone("delete", "Kemi")
    let second = try desk.expectDone("add", "opportunity", "name=Kemi")
    #expect(try desk.json("show", "Kemi")["id"] == .string(second))
  }
}

@Suite struct `Undo` {
  @Test func `walks back through all own changes`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi", "amount=1")
    try desk.expectDone("set", "Kemi", "amount=2")
    try desk.expectDone("set", "Kemi", "amount=3", "owner=bob")
    for amount in [2, 1] {
      try desk.expectDone("undo")
      #expect(try desk.value(id, "money")["amount"].number == Double(amount))
      #expect(try desk.value(id, "owner") == .null)
    }
    try desk.expectDone("undo")
    #expect(try desk.json("show", id)["deleted"] == true)
    #expect(try desk.json("list", "stageEvent").values.isEmpty)
    try desk.expectDone("undo")
    #expect(try desk.run("list", "account").status == 1)
    #expect(try desk.run("undo").status == 1)
  }

  @Test func `brings a deleted record back and takes a restored one away`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "name=Kemi")
    try desk.expectDone("delete", id)
    try desk.expectDone("restore", id)
    for isDeleted in [true, false] {
      try desk.expectDone("undo")
      #expect(try desk.json("show", id)["deleted"] == .boolean(isDeleted))
    }
    try desk.expectDone("undo")
    #expect(try desk.json("show", id)["deleted"] == true)
  }

  @Test func `begins again after a new change`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=1")
    try desk.expectDone("set", "Kemi", "amount=2")
    try desk.expectDone("undo")
    try desk.expectDone("set", "Kemi", "amount=4")
    let undone = try desk.json("undo")
    #expect(undone.keys == ["ref", "dot", "undone", "refs", "reopened", "skipped"])
    #expect(undone["undone"].string?.hasSuffix(":5") == true)
    #expect(try desk.value("Kemi", "money")["amount"] == 1)
  }

  @Test func `of a decision lets the conflict wait again`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    let before = try desk.json("conflicts")[0]
    try desk.expectDone("resolve", "Kemi.amount", "1230000")
    let undone = try desk.json("undo")
    #expect(undone["reopened"][0]["field"] == "money")
    let conflict = try desk.json("conflicts")[0]
    #expect(conflict["candidates"].values.map { $0["value"]["amount"] } == [980_000, 1_450_000])
    #expect(conflict["base"] == before["base"])
    #expect(conflict["inForce"] == before["inForce"])
    try desk.expectDone("resolve", "Kemi.money", "--take", "2")
    #expect(try desk.value("Kemi", "money")["amount"] == 1_450_000)
    #expect(try desk.run("conflicts").status == 0)
    #expect(try desk.run("doctor").status == 0)
  }
}
