import Testing

@Suite struct `A report for scripts` {
  @Test func `keeps the shape of status`() throws {
    let desk = try Desk(account: "Kaarna")
    let status = try desk.json("status")
    let replica = status["identity"]["replica"]
    #expect(
      status
        == .object([
          "unsent": 1, "setAside": .array([]), "conflicts": 0, "lastSync": .null,
          "clockOffsetMs": 0,
          "identity": .object(["replica": replica, "events": .array([])]),
        ]))
    #expect(replica.string?.count == 16)
  }

  @Test func `keeps the shape of digest`() throws {
    let desk = try Desk(account: "Kaarna")
    let digest = try desk.json("digest")
    #expect(digest.keys == ["spaces"])
    let space = digest["spaces"][0]
    #expect(space.keys == ["space", "digest", "vector"])
    #expect(space["digest"].string?.count == 64)
    let replica = try #require(space["vector"].keys.first)
    #expect(space["vector"][replica] == 1)
    try desk.expectDone("add", "note", "body=a")
    let after = try desk.json("digest", "--in", "Kaarna")["spaces"][0]
    #expect(after["digest"] != space["digest"])
    #expect(after["vector"][replica] == 2)
  }

  @Test func `keeps the shape of history`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "amount=5", "--why", "first talk")
    try desk.expectDone("set", "Kemi", "amount=6")
    let events = try desk.json("history", "Kemi")
    #expect(events.values.count == 2)
    #expect(events[0].keys == ["dot", "user", "device", "at", "intent", "note", "held", "writes"])
    #expect(events[0]["note"] == "first talk")
    let writes = try desk.json("history", "Kemi.amount").values.map { $0["writes"][0] }
    #expect(writes.map { $0["live"] } == [false, true])
    #expect(writes[1]["supersedes"] == .array([events[0]["dot"]]))
    #expect(try desk.run("history", "Kemi.owner").status == 1)
    let text = try desk.run("history", "Kemi").output
    #expect(text.contains("“first talk”"))
    #expect(text.contains("(superseded)"))
  }

  @Test func `explains who decided`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "nextStep=call")
    let explained = try desk.json("explain", "Kemi.nextStep")
    #expect(explained["policy"] == "latest@1")
    #expect(explained["status"] == "single")
    #expect(explained["inForce"] == "call")
    #expect(explained["decidedByClock"] == false)
    #expect(explained["candidates"][0]["user"] == "alice")
    let text = try desk.run("explain", "Kemi.nextStep")
    #expect(text.status == 0)
    #expect(text.output.contains("The latest write is in force"))
    #expect(try desk.json("explain", "Kemi.owner")["basis"] == "none")
  }
}

@Suite struct `The check` {
  @Test func `is silent where all is well`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "stakeholder", "name=Anna", "email=anna@kaarna.example")
    let outcome = try desk.run("check")
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(try desk.json("check") == .array([]))
  }

  @Test func `finds what may be one person, and who disagrees`() throws {
    let desk = try Desk(account: "Portline")
    try desk.expectDone("add", "stakeholder", "name=Ilse Brandt", "email=ilse@portline.example")
    try desk.expectDone("add", "stakeholder", "name=Dr Ilse Brandt", "email=Ilse@Portline.example")
    try desk.expectDone("add", "stakeholder", "name=Risto Hakala")
    for (author, value) in [("alice", "-1"), ("bob", "+1")] {
      try desk.expectDone(
        "add", "observation", "stakeholder=Risto", "attribute=stance", "value=\(value)",
        "by=\(author)")
    }
    let outcome = try desk.run("check", "--json")
    #expect(outcome.status == 1)
    let findings = try outcome.json().values
    #expect(findings.map { $0["check"] } == ["duplicate", "disagreement"])
    #expect(findings[0]["refs"].values.count == 2)
    #expect(findings[1]["message"].string?.contains("Risto Hakala") == true)
    #expect(try desk.run("check").lines.count == 2)
  }
}

@Suite struct `Sharing an account` {
  @Test func `works without a network and takes a role back`() throws {
    let desk = try Desk(account: "Kaarna")
    #expect(try desk.json("share", "Kaarna", "bob", "--role", "editor")["dot"].string != nil)
    let access = try desk.json("list", "access")
    #expect(access[0]["fields"] == .object(["user": "bob", "role": "editor"]))
    #expect(try desk.json("share", "Kaarna", "bob", "--role", "editor")["dot"] == .null)
    try desk.expectDone("share", "Kaarna", "bob", "--role", "none")
    #expect(try desk.json("list", "access")[0]["fields"]["role"] == "none")
    #expect(try desk.run("share", "Kaarna", "bob", "--role", "boss").status == 2)
    #expect(try desk.run("share", "Kaarna", "bob smith", "--role", "viewer").status == 2)
    #expect(try desk.run("share", "Nowhere", "bob", "--role", "viewer").status == 1)
  }
}

@Suite struct `A role` {
  /// What the hub's list says after it took rights away: the number of the role.
  private static let viewer = 1
  private static let editor = 2

  @Test func `that is too low is told before anything is written`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi")
    try desk.sql("UPDATE space SET role = \(Self.viewer)")
    for words in [
      ["add", "note", "body=x"], ["set", "Kemi", "amount=5"], ["unset", "Kemi", "owner"],
      ["delete", "Kemi"], ["edit", "Kemi.name"], ["undo"],
      ["share", "Kaarna", "bob", "--role", "viewer"],
    ] {
      let outcome = try Program.fieldbook.run(words, environment: desk.environment)
      #expect(outcome.status == 5, "\(words)")
      #expect(outcome.errors.contains("You are a viewer in Kaarna"), "\(outcome.errors)")
    }
    #expect(try desk.json("status")["unsent"] == 2)
    #expect(try desk.run("show", "Kemi").status == 0)
  }

  @Test func `of an editor does not share`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.sql("UPDATE space SET role = \(Self.editor)")
    try desk.expectDone("add", "note", "body=x")
    #expect(try desk.run("share", "Kaarna", "bob", "--role", "viewer").status == 5)
    #expect(try desk.run("add", "access", "user=bob", "role=viewer").status == 5)
  }
}

@Suite struct `The doctor` {
  @Test func `finds a sound replica sound`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    try desk.expectDone("delete", "Kemi")
    let report = try desk.json("doctor")
    #expect(report["faults"] == .array([]))
    #expect(report["rebuilt"] == 1)
    #expect(report["changes"] == 5)
  }
}
