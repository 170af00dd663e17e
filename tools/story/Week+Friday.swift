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

  /// The exit code of a sync whose hub cannot be reached.
  private static let unreachable: Int32 = 4

  /// Edit 28: the hub takes her changes, she never hears of it; the second sync says it again and nothing happens twice.
  private func inesSyncsTwice() throws {
    let time = StoryTime(.friday, 14)
    let ines = try who("ines")
    try hub.set(time)
    proxy.set(.cutAnswers)
    let cutOff = try ines.run(at: time, ["sync"])
    guard cutOff.status == Self.unreachable else {
      throw StoryError(description: "a cut connection ended with \(cutOff.status)")
    }
    remember("ines", cutOff.errors)
    proxy.set(.pass)
    let unsent = try JSON.object(ines.expect(at: time, "status", "--json"))["unsent"] as? Int
    let second = try JSON.object(
      ines.expect([0, 3], at: time.adding(minutes: 2), "sync", "--json"))
    secondSync = SecondSync(
      cuts: proxy.cutCount, unsent: unsent ?? -1, sent: second["sent"] as? Int ?? -1)
    let left = try JSON.object(ines.expect(at: time, "status", "--json"))["unsent"] as? Int ?? -1
    remember("ines", "again: sent \(secondSync.sent), left unsent \(left)\n")
  }

  /// What the story decides in the end, by whom and why.
  func resolve() throws {
    let time = StoryTime(.friday, 16)
    try decide("eero", "O2", "amount", "1230000", why: "line 2 in, boiler out", at: time)
    try decide(
      "marja", "O1", "stage", "selection", why: "agreed with Eero: Berg is new, the case stands",
      at: time)
    _ = try who("marja").add(
      at: time, "action", "--in", try ref("Kaarna"), "text=Onboard Berg", "owner=eero",
      "status=open")
    _ = try who("marja").add(
      at: time, "advance", "--in", try ref("Kaarna"), "commitment=verbal yes",
      "evidence=Pekka: verbal yes", "opportunity=\(try ref("O1"))", "on=2026-03-10")
    try decide(
      "sofia", "O3", "expectedClose", "2026-04-17", why: "legal needs until then", at: time)
    try decide("ines", "O6", "status", "won", why: "the order is on paper", at: time)
    let people = [try ref("Ilse Brandt"), try ref("Dr Ilse Brandt")].sorted()
    try who("marja").expect(at: time, "set", people[1], "aliasOf=\(people[0])")
    for round in 0..<2 {
      for (index, name) in Self.order.enumerated() {
        try sync(name, at: StoryTime(.friday, 17, round * 20 + index))
      }
    }
  }

  private func decide(
    _ author: String, _ name: String, _ field: String, _ value: String, why: String,
    at time: StoryTime
  ) throws {
    let person = try who(author)
    let arguments = ["resolve", "\(try ref(name)).\(field)", value, "--why", why]
    let outcome = try person.run(at: time, arguments)
    guard outcome.status == 0 || outcome.status == 3 else {
      throw StoryError(description: "\(author) resolves \(name): \(outcome.errors)")
    }
    decisions.append("\(author)> fieldbook \(arguments.joined(separator: " "))\n\(outcome.output)")
  }
}
