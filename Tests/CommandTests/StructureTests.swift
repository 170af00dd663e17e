import Testing

@Suite struct `A list that people order by hand` {
  private func desk() throws -> Desk {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi")
    for text in ["Call", "Visit", "Offer"] {
      try desk.expectDone("add", "action", "text=\(text)", "parent=Kemi")
    }
    try desk.expectDone("add", "action", "text=Elsewhere")
    return desk
  }

  private func order(_ desk: Desk) throws -> [String] {
    try desk.json("list", "action", "parent=Kemi").values.compactMap { $0["fields"]["text"].string }
  }

  @Test func `grows at its end, and takes a record to any place`() throws {
    let desk = try desk()
    #expect(try order(desk) == ["Call", "Visit", "Offer"])
    let moves: [([String], [String])] = [
      (["Offer", "--before", "Call"], ["Offer", "Call", "Visit"]),
      (["Call", "--last"], ["Offer", "Visit", "Call"]),
      (["Offer", "--after", "Visit"], ["Visit", "Offer", "Call"]),
      (["Call", "--first"], ["Call", "Visit", "Offer"]),
    ]
    for (arguments, order) in moves {
      let outcome = try Program.fieldbook.run(["move"] + arguments, environment: desk.environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try self.order(desk) == order)
    }
    try desk.expectDone("undo")
    #expect(try order(desk) == ["Visit", "Offer", "Call"])
    let lines = try desk.run("list", "action", "parent=Kemi").output
    #expect(!lines.contains("position"))
  }

  @Test func `says where there is nothing to do, or no such place`() throws {
    let desk = try desk()
    #expect(try desk.json("move", "Call", "--first")["dot"] == .null)
    #expect(try desk.run("move", "Call", "--before", "Elsewhere").status == 2)
    #expect(try desk.run("move", "Call").status == 2)
    #expect(try desk.run("move", "Call", "--first", "--last").status == 2)
    let noOrder = try desk.run("move", "Kemi", "--first")
    #expect(noOrder.status == 2)
    #expect(noOrder.errors.contains("action"))
  }
}

@Suite struct `The people of an account` {
  @Test func `stand in a tree; a circle is cut and told`() throws {
    let desk = try Desk(account: "Kaarna")
    for name in ["Ilse", "Marek", "Anna"] {
      try desk.expectDone("add", "stakeholder", "name=\(name)")
    }
    try desk.expectDone("set", "Marek", "boss=Ilse")
    try desk.expectDone("set", "Anna", "boss=Marek")
    let lines = try desk.run("tree").lines
    #expect(lines == ["Kaarna", "  Ilse", "    Marek", "      Anna"])
    #expect(try desk.run("check").status == 0)
    try desk.expectDone("set", "Ilse", "boss=Anna")
    let people = try desk.json("tree", "Kaarna").values
    #expect(people.map { $0["name"].string } == ["Ilse", "Marek", "Anna"])
    #expect(people[0].keys == ["account", "ref", "name", "boss", "depth", "problem"])
    #expect(people[0]["boss"] == .null)
    #expect(people[0]["problem"].string == "reports to Anna, who reports to Ilse")
    let finding = try desk.json("check")[0]
    #expect(finding["check"] == "reporting")
    #expect(finding["field"] == "boss")
    try desk.expectDone("unset", "Ilse", "boss")
    try desk.expectDone("delete", "Marek")
    #expect(try desk.json("check")[0]["message"].string?.contains("not here") == true)
  }
}

@Suite struct `A record with others that belong to it` {
  @Test func `takes them along when it is deleted, and brings them back`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "stage=selection")
    try desk.expectDone("add", "action", "text=Call", "parent=Kemi")
    try desk.expectDone("add", "note", "body=noisy", "about=Call")
    try desk.expectDone("add", "action", "text=Visit", "parent=Kemi")
    try desk.expectDone("add", "action", "text=Elsewhere")
    try desk.expectDone("delete", "Visit")
    let said = try desk.run("delete", "Kemi").output
    #expect(said.contains("with 3 records that belong to it"))
    #expect(try desk.json("list", "action").values.count == 1)
    #expect(try desk.run("list", "note").status == 1)
    #expect(try desk.run("check").status == 0)
    try desk.expectDone("restore", "Kemi")
    // What somebody had deleted before stays deleted.
    let texts = try desk.json("list", "action").values.map { $0["fields"]["text"].string }
    #expect(Set(texts) == ["Call", "Elsewhere"])
    #expect(try desk.json("list", "note").values.count == 1)
  }
}

@Suite struct `A record that somebody deletes while another adds to it` {
  @Test func `is told to have live children until somebody decides`() throws {
    let team = try Team()
    try team.startServer()
    for user in ["anna", "bernd"] { try team.join(user, as: user) }
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "add", "opportunity", "name=Kemi"))
    try team.check(team.fieldbook("anna", "share", "Kaarna", "bernd", "--role", "editor"))
    for device in ["anna", "bernd"] { try team.check(team.fieldbook(device, "sync")) }
    try team.check(team.fieldbook("anna", "delete", "Kemi"))
    try team.check(team.fieldbook("bernd", "add", "action", "text=Call", "parent=Kemi"))
    for device in ["anna", "bernd", "anna"] { try team.check(team.fieldbook(device, "sync")) }
    for device in ["anna", "bernd"] {
      #expect(try team.fieldbook(device, "list", "opportunity").status == 1)
      let finding = try team.fieldbook(device, "check", "--json").json()[0]
      #expect(finding["check"] == "orphan")
      #expect(finding["refs"].values.count == 2)
      #expect(finding["message"].string?.contains("live children: action \"Call\"") == true)
    }
    try team.check(team.fieldbook("anna", "restore", "Kemi"))
    #expect(try team.fieldbook("anna", "check").status == 0)
  }
}

@Suite struct `A policy that the team chose` {
  @Test func `holds for everybody, says by whom, and is refused where it cannot be`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna", role: "admin")
    try team.join("bernd", as: "bernd")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "add", "opportunity", "name=Kemi", "amount=100"))
    try team.check(team.fieldbook("anna", "share", "Kaarna", "bernd", "--role", "editor"))
    for device in ["anna", "bernd"] { try team.check(team.fieldbook(device, "sync")) }
    try team.check(team.fieldbook("anna", "set", "Kemi", "amount=110"))
    try team.check(team.fieldbook("bernd", "set", "Kemi", "amount=120"))
    for device in ["anna", "bernd", "anna"] {
      try team.check(team.fieldbook(device, "sync"), isOneOf: [0, 3])
    }
    #expect(try team.fieldbook("bernd", "conflicts").status == 3)
    let rule = ["add", "policyBinding", "kind=opportunity", "field=money", "policy=latest@1"]
    let refused = try Program.fieldbook.run(rule, environment: team.environment(of: "bernd"))
    #expect(refused.status == 5)
    for wrong in [
      ["kind=opportunity", "field=amount", "policy=latest@1"],
      ["kind=opportunity", "field=nextStep", "policy=review(base)@1"],
      ["kind=opportunity", "field=shoe", "policy=latest@1"],
      ["kind=zeppelin", "field=money", "policy=latest@1"],
    ] {
      let outcome = try Program.fieldbook.run(
        ["add", "policyBinding"] + wrong, environment: team.environment(of: "anna"))
      #expect(outcome.status == 2, "\(wrong)")
    }
    try team.check(
      Program.fieldbook.run(
        rule + ["note=agreed in May"], environment: team.environment(of: "anna")))
    for device in ["anna", "bernd"] {
      try team.check(team.fieldbook(device, "sync"), isOneOf: [0, 3])
      #expect(try team.fieldbook(device, "conflicts").status == 0)
      let why = try team.check(team.fieldbook(device, "explain", "Kemi.money"))
      #expect(why.contains("by latest@1"))
      #expect(why.contains("bound by anna"))
      #expect(why.contains("agreed in May"))
    }
  }
}
