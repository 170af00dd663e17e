import Foundation
import Testing

@Suite struct `An answer about the past` {
  /// Anna and Bernd met in `money` in March; now it is May, and their logs have forgotten that.
  ///
  /// The amount was 1,200,000, then 1,300,000; after that Bernd wrote 980,000 and Anna 1,450,000.
  private func team() throws -> Team {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.join("bernd", as: "bernd-fw")
    try team.done("anna-x1", "add", "account", "name=Kaarna")
    try team.done("anna-x1", "add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR")
    try team.done("anna-x1", "set", "Kemi", "amount=1300000", "--why", "spare parts")
    try team.done("anna-x1", "share", "Kaarna", "bernd", "--role", "editor")
    try team.sync("anna-x1", "bernd-fw")
    try team.done("bernd-fw", "set", "Kemi", "amount=980000")
    try team.setClock("2026-03-10T09:10:00Z")
    try team.done("anna-x1", "set", "Kemi", "amount=1450000", "--why", "line 2")
    try team.sync("anna-x1", "bernd-fw", "anna-x1")
    // A device forgets what the hub holds for good: once a backup has it, a month later.
    try team.check(team.server("backup", "\(team.root)/backup.sqlite"))
    try team.sync("anna-x1", "bernd-fw")
    try team.setClock("2026-05-10T09:00:00Z")
    try team.sync("anna-x1", "bernd-fw")
    return team
  }

  private func explain(_ team: Team, _ options: String...) throws -> Program.Outcome {
    try Program.fieldbook.run(
      ["explain", "Kemi.money"] + options, environment: team.environment(of: "anna-x1"))
  }

  private func history(_ team: Team, _ options: String...) throws -> Program.Outcome {
    try Program.fieldbook.run(
      ["history", "Kemi.money"] + options, environment: team.environment(of: "anna-x1"))
  }

  @Test func `says since when it is complete`() throws {
    let team = try team()
    let explained = try explain(team)
    #expect(explained.status == 3)
    #expect(explained.output.contains("what it replaced is not held here"))
    // What was said of the pair when it was written is kept.
    #expect(explained.output.contains("bernd-fw had received 4 of the 5 changes of anna-x1"))
    #expect(
      explained.errors.contains("This replica holds all changes after 2026-03-10 09:10; "))
    #expect(explained.errors.contains("--hub asks the hub"))
    #expect(try explain(team, "--json").json()["complete"] == false)
    let events = try history(team, "--json").json().values
    #expect(events.map { $0["held"] } == [false, false])
    #expect(events.compactMap { $0["user"].string }.sorted() == ["anna", "bernd"])
    #expect(
      events.compactMap { $0["writes"][0]["value"]["amount"].number }.sorted() == [
        980_000, 1_450_000,
      ])
    #expect(try history(team).errors.contains("--hub asks the hub"))
  }

  @Test func `comes from the hub's archive`() throws {
    let team = try team()
    let explained = try explain(team, "--hub")
    #expect(explained.output.contains("replaced 1,300,000 (currency EUR) of anna, anna-x1"))
    #expect(explained.output.contains("“line 2”"))
    #expect(explained.errors.isEmpty)
    #expect(try explain(team, "--hub", "--json").json()["complete"] == true)
    let whole = try history(team, "--hub")
    #expect(whole.status == 0)
    #expect(whole.errors.isEmpty)
    let events = try history(team, "--hub", "--json").json().values
    #expect(events.allSatisfy { $0["held"] == true })
    let amounts = events.compactMap { $0["writes"][0]["value"]["amount"].number }
    #expect(amounts.sorted() == [980_000, 1_200_000, 1_300_000, 1_450_000])
    #expect(events.compactMap { $0["note"].string } == ["spare parts", "line 2"])
    // Nothing was written here by that.
    #expect(try history(team, "--json").json().values.count == 2)
  }

  @Test func `says that the hub has forgotten too`() throws {
    let team = try team()
    let swept = try team.server("compact", "--forget", "--json").json()
    #expect((swept["droppedBodies"].number ?? 0) > 0)
    for outcome in [try explain(team, "--hub"), try history(team, "--hub")] {
      #expect(outcome.errors.contains("holds all changes after 2026-03-10 09:10"))
      #expect(outcome.errors.contains("the hub does not hold everything before them any more"))
    }
    #expect(try explain(team, "--hub", "--json").json()["complete"] == false)
    // What stands is known all the same, and what another policy would make of it.
    let report = try team.json("anna-x1", "diagnose", "what-if", "--policy", "money=latest")
    #expect(report["incomplete"] == .array(["Kaarna"]))
    #expect(report["differences"][0]["would"]["amount"] == 1_450_000)
  }

  @Test func `is refused in words where no hub answers`() throws {
    let team = try team()
    team.stopServer()
    for outcome in [try explain(team, "--hub"), try history(team, "--hub")] {
      #expect(outcome.status == 4)
      #expect(outcome.errors.contains("No hub answers"))
    }
    #expect(try explain(team).status == 3)
  }
}
