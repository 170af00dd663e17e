/// What the programs say after the week, as a seller and a manager read it, and what it must come to.
struct Report {
  let week: Week
  var checks = Checks()

  private static let friday = StoryTime(.friday, 15, 30)
  private static let window = "2026-W11"

  /// The pipeline as Marja's replica shows it.
  func figures(at time: StoryTime) throws -> Figures {
    let output = try week.who("marja").expect(
      [0, 1, 3], at: time, "funnel", "--week", Self.window, "--json")
    return Figures(try JSON.object(output))
  }

  mutating func monday() throws {
    let figures = try figures(at: StoryTime(.monday, 8))
    print(try week.who("marja").expect([0, 1, 3], at: StoryTime(.monday, 8), "funnel"))
    checks.expect(
      "Monday's pipeline", figures,
      Figures(weighted: 1_047_000, booked: 0, low: 1_047_000, high: 1_047_000))
  }

  mutating func beforeDeciding() throws {
    let marja = try week.who("marja")
    let conflicts = try JSON.array(
      marja.expect([0, 3], at: Self.friday, "conflicts", "--json"))
    let fields = Set(
      conflicts.map { "\($0["ref"] as? String ?? "") \($0["field"] as? String ?? "")" })
    let expected = Set([
      "\(try week.ref("O2")) money", "\(try week.ref("O1")) stage",
      "\(try week.ref("O3")) expectedClose", "\(try week.ref("O6")) close",
    ])
    checks.expect("conflicts that wait for a person", conflicts.count, 4)
    checks.expect("they are O2 amount, O1 stage, O3 close, O6 status", fields == expected, true)
    for conflict in conflicts {
      let candidates = conflict["candidates"] as? [[String: Any]] ?? []
      let isComplete =
        candidates.count == 2 && conflict["base"] != nil
        && candidates.allSatisfy { $0["user"] is String && $0["device"] is String }
      let name = "\(conflict["ref"] as? String ?? "").\(conflict["field"] as? String ?? "")"
      checks.expect("\(name) shows base, candidates, authors, devices", isComplete, true)
    }
    try findings()
    checks.expect(
      "Friday's pipeline before deciding", try figures(at: Self.friday),
      Figures(weighted: 1_047_000, booked: 0, low: 752_000, high: 1_283_500))
    try lostEdits(at: Self.friday)
    try sameState(at: Self.friday)
    let second = week.secondSync
    checks.expect("Ines's first answer was cut off", second.cuts > 0, true)
    checks.expect("her device still held its edits as unsent", second.unsent > 0, true)
    checks.expect("the second sync delivered them once", second.sent, second.unsent)
  }

  private mutating func findings() throws {
    let output = try week.who("marja").expect([0, 1], at: Self.friday, "check", "--json")
    let findings = try JSON.array(output)
    func count(_ kind: String) -> Int { findings.filter { $0["check"] as? String == kind }.count }
    checks.expect("possible duplicates", count("duplicate"), 1)
    checks.expect("disagreements of observations", count("disagreement"), 1)
    checks.expect("values that a wrong clock would have decided otherwise", count("clock"), 1)
    let title = try JSON.object(
      week.who("marja").expect(
        at: Self.friday, "show", try week.ref("Marek Zielinski"), "--json"))
    let fields = title["fields"] as? [String: Any] ?? [:]
    checks.expect(
      "Ines's title wins", fields["title"] as? String ?? "", "Technical manager Gdynia")
  }

  /// Every edit of the week stands in Marja's history, and is live or superseded by another change
  /// that stands there too.
  private mutating func lostEdits(at time: StoryTime) throws {
    var lost: [String] = []
    for edit in week.edits {
      let output = try week.who("marja").expect(
        at: time, "history", "\(edit.ref).\(edit.field)", "--json")
      let history = try JSON.array(output)
      let superseded = Set(
        history.flatMap { $0["writes"] as? [[String: Any]] ?? [] }
          .flatMap { $0["supersedes"] as? [String] ?? [] })
      let isThere = history.contains { entry in
        let writes = entry["writes"] as? [[String: Any]] ?? []
        return entry["user"] as? String == edit.author
          && writes.contains { write in
            let isAccountedFor =
              write["live"] as? Bool == true
              || superseded.contains(entry["dot"] as? String ?? "")
            return isAccountedFor && Self.holds(write["value"], edit.value)
          }
      }
      if !isThere { lost.append("edit \(edit.number) by \(edit.author)") }
    }
    checks.expect("edits of the week", week.edits.count, 18)
    checks.expect("lost edits", lost, [])
  }

  private static func holds(_ json: Any?, _ typed: String) -> Bool {
    switch json {
    case let text as String: text.lowercased() == typed.lowercased()
    case let number as Int: "\(number)" == typed
    case let group as [String: Any]: group.values.contains { holds($0, typed) }
    default: false
    }
  }

  /// Replicas with the same vector of a space have the same digest of it.
  private mutating func sameState(at time: StoryTime) throws {
    var digests: [String: Set<String>] = [:]
    var holders: [String: Int] = [:]
    for name in Week.order {
      let output = try week.who(name).expect(at: time, "digest", "--json")
      let spaces = try JSON.object(output)["spaces"] as? [[String: Any]] ?? []
      for space in spaces {
        guard let id = space["space"] as? String, let digest = space["digest"] as? String else {
          throw StoryError(description: "digest printed \(output)")
        }
        digests[id, default: []].insert(digest)
        holders[id, default: 0] += 1
      }
    }
    let isSame = digests.values.allSatisfy { $0.count == 1 }
    checks.expect("all replicas of each space hold the same state", isSame, true)
    checks.expect("spaces that were compared", holders.count, 4)
  }

  mutating func afterDeciding() throws {
    let time = StoryTime(.friday, 18)
    let marja = try week.who("marja")
    print(try marja.expect([0, 1, 3], at: time, "funnel", "--week", Self.window))
    checks.expect(
      "Friday's pipeline after deciding", try figures(at: time),
      Figures(weighted: 934_500, booked: 150_000, low: 1_084_500, high: 1_084_500))
    let open = try JSON.array(marja.expect([0, 3], at: time, "conflicts", "--json"))
    checks.expect("conflicts left", open.count, 0)
    let findings = try JSON.array(marja.expect([0, 1], at: time, "check", "--json"))
    let duplicates = findings.filter { $0["check"] as? String == "duplicate" }.count
    checks.expect("possible duplicates left", duplicates, 0)
    try lostEdits(at: time)
    try sameState(at: time)
  }
}
