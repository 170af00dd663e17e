import Foundation
import Testing

@Suite struct `Weeks without the hub` {
  /// Six weeks: longer than devices keep the bodies of old changes.
  private static let weeks = 6

  /// The time at which everybody's clock begins: 2026-03-10T09:00:00Z.
  private static let start: TimeInterval = 1_773_133_200
  private static let secondsPerDay: TimeInterval = 86_400

  private func day(_ week: Int, _ weekday: Int) -> String {
    let days = TimeInterval(week * 7 + weekday)
    return Date(timeIntervalSince1970: Self.start + days * Self.secondsPerDay).formatted(.iso8601)
  }

  /// Anna and Bernd both edit each week; on Friday they hand each other a file of what is new.
  private func travel(_ journey: Journey) throws {
    var last: [String: String] = [:]
    for week in 0..<Self.weeks {
      try journey.team.setClock(day(week, 0))
      try journey.done("anna-x1", "set", "Uptime", "amount=\(200 + week)")
      try journey.done("anna-x1", "add", "note", "body=anna \(week)")
      try journey.done("bernd-fw", "set", "Uptime", "nextStep=step \(week)")
      if week == 3 {
        try journey.done("bernd-fw", "set", "Uptime", "amount=99", "--why", "boiler out")
      }
      try journey.team.setClock(day(week, 4))
      for (giver, taker) in [("anna-x1", "bernd-fw"), ("bernd-fw", "anna-x1")] {
        let file = journey.file("\(giver)-\(week).fbb")
        // The giver knows what the taker holds from the last file that came from there.
        let since = last[taker].map { ["--since", $0] } ?? []
        let environment = journey.team.environment(of: giver)
        try journey.team.check(
          Program.fieldbook.run(["bundle", "export", file] + since, environment: environment))
        try journey.team.done(taker, "bundle", "import", file, isOneOf: [0, 3])
        last[giver] = file
      }
      if week == 3 {
        #expect(try journey.json("anna-x1", "conflicts").values.count == 1)
        try journey.team.done("anna-x1", "resolve", "Uptime.amount", "150", "--why", "we talked")
      }
    }
    // A last file brings both to the same.
    let file = journey.file("last.fbb")
    try journey.done("bernd-fw", "bundle", "export", file)
    try journey.team.done("anna-x1", "bundle", "import", file, isOneOf: [0, 3])
    #expect(try journey.digest("anna-x1") == journey.digest("bernd-fw"))
  }

  @Test func `end at the hub with everything, whoever comes first`() throws {
    let journey = try Journey()
    let team = journey.team
    try travel(journey)
    let digest = try journey.digest("anna-x1")
    #expect(try journey.json("anna-x1", "conflicts").values.isEmpty)
    // Old files in any order bring nothing and harm nothing.
    for week in [5, 0, 3] {
      let file = journey.file("anna-x1-\(week).fbb")
      #expect(try journey.json("bernd-fw", "bundle", "import", file)["received"] == 0)
    }
    try team.startServer()
    // Bernd brings Anna's work along, under her signature.
    #expect(try journey.json("bernd-fw", "sync")["refused"].values.isEmpty)
    #expect(!(try journey.done("bernd-fw", "status").contains("to hand on")))
    try team.sync("anna-x1", "bernd-fw", times: 2)
    for device in ["anna-x1", "bernd-fw"] {
      #expect(try journey.digest(device) == digest)
      #expect(try journey.json(device, "status")["unsent"] == 0)
      let fleet = try journey.json(device, "diagnose", "divergence")
      #expect(fleet["spaces"].values.allSatisfy { $0["verdict"] == "same" })
      try journey.done(device, "doctor")
    }
    try team.join("carl", as: "carl-x1")
    try journey.done("anna-x1", "share", "Kemi", "carl", "--role", "editor")
    try team.sync("anna-x1", "carl-x1")
    #expect(try journey.json("carl-x1", "list", "note").values.count == Self.weeks + 1)
    #expect(try journey.json("carl-x1", "show", "Uptime")["fields"]["nextStep"] == "step 5")
    // What is older than a month the hub's archive tells.
    let history = try journey.json("carl-x1", "history", "Uptime.amount", "--hub").values
    #expect(history.allSatisfy { $0["held"] == true })
    #expect(history.contains { $0["note"] == "we talked" })
    #expect(history.contains { $0["note"] == "boiler out" })
    try team.check(team.server("doctor"))
  }

  @Test func `end in a conflict with somebody who was at the hub meanwhile`() throws {
    let journey = try Journey()
    let team = journey.team
    try team.startServer()
    try team.join("carl", as: "carl-x1")
    try journey.done("anna-x1", "share", "Kemi", "carl", "--role", "editor")
    try team.sync("anna-x1", "carl-x1", "bernd-fw")
    team.stopServer()
    try travel(journey)
    try team.startServer()
    try journey.done("carl-x1", "set", "Uptime", "amount=777")
    try team.sync("carl-x1", "bernd-fw", "anna-x1", "carl-x1", times: 2)
    let digests = try Set(
      ["anna-x1", "bernd-fw", "carl-x1"].map { device in
        #expect(try journey.json(device, "conflicts").values.count == 1)
        return try journey.digest(device).string
      })
    #expect(digests.count == 1)
    let conflict = try journey.json("carl-x1", "conflicts")[0]
    #expect(conflict["base"]["amount"] == 100)
    #expect(
      conflict["candidates"].values.compactMap { $0["value"]["amount"].number }.contains(777))
    #expect(
      try journey.done("anna-x1", "explain", "Uptime.nextStep").contains("single: one write stands")
    )
  }
}
