import SyncTesting

extension Week {
  /// Friday: everybody has a network again; Ines's first answer gets lost on the way.
  func fridaySync() throws {
    forgetTravels()
    for name in Self.order where name != "ines" {
      try sync(name, at: StoryTime(.friday, 13, Self.order.firstIndex(of: name) ?? 0))
    }
    try inesSyncsTwice()
    for name in Self.order {
      try sync(name, at: StoryTime(.friday, 15, Self.order.firstIndex(of: name) ?? 0))
    }
  }

  /// Edit 28: the hub takes her changes, she never hears of it; the second sync says it again and nothing happens twice.
  private func inesSyncsTwice() throws {
    let time = StoryTime(.friday, 14)
    let ines = try who("ines")
    try hub.set(time)
    proxy.set(.cutAnswers)
    let unreachable: Set<Int32> = [4]
    try ines.expect(unreachable, at: time, "sync")
    proxy.set(.pass)
    let unsent = try JSON.object(ines.expect(at: time, "status", "--json"))["unsent"] as? Int
    let second = try JSON.object(
      ines.expect([0, 3], at: time.adding(minutes: 2), "sync", "--json"))
    secondSync = SecondSync(
      cuts: proxy.cutCount, unsent: unsent ?? -1, sent: second["sent"] as? Int ?? -1)
  }

  /// What the story decides in the end, by whom and why.
  func resolve() throws {
    let time = StoryTime(.friday, 16)
    try decide("eero", "O2", "money", "amount=1230000", why: "line 2 in, boiler out", at: time)
    try decide(
      "marja", "O1", "stage", "stage=selection", "reason=Berg is new, the case stands",
      why: "agreed with Eero on the phone", at: time)
    _ = try who("marja").add(
      at: time, "action", "--in", try ref("Kaarna"), "text=Onboard Berg", "owner=eero",
      "status=open")
    _ = try who("marja").add(
      at: time, "advance", "--in", try ref("Kaarna"), "commitment=verbal yes",
      "evidence=Pekka: verbal yes", "opportunity=\(try ref("O1"))", "on=2026-03-10")
    try decide(
      "sofia", "O3", "expectedClose", "2026-04-17", why: "legal needs until then", at: time)
    try decide(
      "ines", "O6", "close", "status=won", "closedOn=2026-03-12",
      "closeReason=PO 4500081133", why: "the order is on paper", at: time)
    let people = [try ref("Ilse Brandt"), try ref("Dr Ilse Brandt")].sorted()
    try who("marja").expect(at: time, "set", people[1], "aliasOf=\(people[0])")
    for round in 0..<2 {
      for (index, name) in Self.order.enumerated() {
        try sync(name, at: StoryTime(.friday, 17, round * 20 + index))
      }
    }
  }

  private func decide(
    _ author: String, _ name: String, _ field: String, _ values: String..., why: String,
    at time: StoryTime
  ) throws {
    let person = try who(author)
    let arguments = ["resolve", "\(try ref(name)).\(field)"] + values + ["--why", why]
    let outcome = try person.run(at: time, arguments)
    guard outcome.status == 0 || outcome.status == 3 else {
      throw StoryError(description: "\(author) resolves \(name): \(outcome.errors)")
    }
  }
}
