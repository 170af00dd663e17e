import Foundation
import Testing

/// What people are told of a conflict of two machines, and how they end it.
@Suite struct `A conflict of two machines` {
  /// Anna and Bernd met in `money` of Kemi, from 1,200,000; both know.
  private func team() throws -> Team {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.join("bernd", as: "bernd-fw")
    try team.done("anna-x1", "add", "account", "name=Kaarna")
    try team.done("anna-x1", "add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    try team.done("anna-x1", "share", "Kaarna", "bernd", "--role", "editor")
    try team.sync("anna-x1", "bernd-fw")
    try team.done("anna-x1", "set", "Kemi", "amount=1450000", "--why", "line 2")
    try team.done("bernd-fw", "set", "Kemi", "amount=980000", "--why", "boiler out")
    try team.sync("anna-x1", "bernd-fw", "anna-x1")
    return team
  }

  private func amount(_ team: Team, _ device: String) throws -> Double? {
    try team.json(device, "show", "Kemi")["fields"]["money"]["amount"].number
  }

  @Test func `is told alike on both, with base, authors and what they had received`() throws {
    let team = try team()
    let told = try ["anna-x1", "bernd-fw"].map {
      try team.done($0, "conflicts", isOneOf: [3])
    }
    #expect(told[0] == told[1])
    #expect(told[0].contains("base      1,200,000 (currency EUR) (anna, anna-x1)"))
    #expect(told[0].contains("in force  1,200,000 (currency EUR) by review(base)@1"))
    #expect(told[0].contains("anna-x1 had received nothing of bernd-fw in this space"))
    #expect(told[0].contains("bernd-fw had received 3 of the 4 changes of anna-x1"))
    for reason in ["“line 2”", "“boiler out”"] { #expect(told[0].contains(reason)) }
    let json = try team.json("bernd-fw", "conflicts")[0]
    #expect(json["base"]["amount"] == 1_200_000)
    #expect(
      Set(json["candidates"].values.compactMap { $0["device"].string }) == ["anna-x1", "bernd-fw"])
  }

  @Test func `ends with a third value everywhere`() throws {
    let team = try team()
    try team.done("anna-x1", "resolve", "Kemi.amount", "1230000", "--why", "we talked")
    try team.sync("anna-x1", "bernd-fw")
    for device in ["anna-x1", "bernd-fw"] {
      #expect(try team.fieldbook(device, "conflicts").status == 0)
      #expect(try amount(team, device) == 1_230_000)
    }
    let explained = try team.json("bernd-fw", "explain", "Kemi.money")
    #expect(explained["status"] == "single")
    #expect(explained["writes"][0]["intent"] == "resolve")
    #expect(explained["writes"][0]["note"] == "we talked")
    #expect(
      explained["writes"][0]["replaced"].values.compactMap { $0["value"]["amount"].number }
        .sorted() == [980_000, 1_450_000])
    let blame = try team.done("bernd-fw", "history", "Kemi", "--blame")
    let money = try #require(
      blame.split(separator: "\n").map(String.init).first { $0.hasPrefix("money") })
    #expect(money.contains("1,230,000") && money.contains("anna, anna-x1"))
  }

  @Test func `ends with the candidate of the number that was listed`() throws {
    let team = try team()
    let listed = try team.json("bernd-fw", "conflicts")[0]["candidates"].values
    let second = try #require(listed[1]["value"]["amount"].number)
    try team.done("bernd-fw", "resolve", "Kemi.money", "--take", "2")
    try team.sync("bernd-fw", "anna-x1")
    #expect(try amount(team, "anna-x1") == second)
    #expect(try team.fieldbook("anna-x1", "conflicts").status == 0)
  }

  @Test func `is one again where two people decide it differently, and none where alike`() throws {
    let team = try team()
    try team.done("anna-x1", "resolve", "Kemi.amount", "1230000")
    try team.done("bernd-fw", "resolve", "Kemi.amount", "1100000")
    try team.sync("anna-x1", "bernd-fw", "anna-x1")
    let again = try team.json("anna-x1", "conflicts")[0]
    #expect(
      again["candidates"].values.compactMap { $0["value"]["amount"].number }.sorted() == [
        1_100_000, 1_230_000,
      ])
    for device in ["anna-x1", "bernd-fw"] {
      try team.done(device, "resolve", "Kemi.amount", "1200000")
    }
    try team.sync("anna-x1", "bernd-fw", "anna-x1")
    #expect(try team.fieldbook("anna-x1", "conflicts").status == 0)
    let explained = try team.fieldbook("anna-x1", "explain", "Kemi.money")
    #expect(explained.output.contains("agreed: 2 writes of the same value"))
  }

  @Test func `names the copies of one machine apart`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.done("anna-x1", "add", "account", "name=Kaarna")
    try team.done("anna-x1", "add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    try team.sync("anna-x1")
    #expect(
      try Program.run("/bin/cp", ["-r", team.home("anna-x1"), team.home("twin")]).status == 0)
    try team.done("anna-x1", "set", "Kemi", "amount=1450000")
    try team.done("twin", "set", "Kemi", "amount=980000")
    try team.sync("anna-x1", "twin", times: 2)
    let ids = try ["anna-x1", "twin"].map { device in
      String(try #require(try team.json(device, "status")["identity"]["replica"].string).prefix(8))
    }
    #expect(ids[0] != ids[1])
    for device in ["anna-x1", "twin"] {
      let told = try team.done(device, "conflicts", isOneOf: [3])
      let sentence = "anna-x1 (\(ids[0])) had received nothing of anna-x1 (\(ids[1])) in this space"
      #expect(told.contains(sentence), "\(told)")
      #expect(told.contains("anna, anna-x1 (\(ids[1])), 2026-03-10"))
      // Scripts read the name as it is; the dot says which replica.
      let candidates = try team.json(device, "conflicts")[0]["candidates"].values
      #expect(candidates.allSatisfy { $0["device"] == "anna-x1" })
    }
    let fleet = try team.done("anna-x1", "diagnose")
    for id in ids { #expect(fleet.contains("anna-x1 (\(id))")) }
  }
}
