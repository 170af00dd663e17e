import Foundation
import Testing

/// What a diagnosis says of clocks, refusals, identities and waiting conflicts.
@Suite struct `A diagnosis of a troubled fleet` {
  /// Anna and Bernd share Kaarna with the deal Kemi.
  private func team() throws -> Team {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.join("bernd", as: "bernd-fw")
    try team.done("anna-x1", "add", "account", "name=Kaarna")
    try team.done(
      "anna-x1", "add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR",
      "owner=anna", "nextStep=call")
    try team.done("anna-x1", "share", "Kaarna", "bernd", "--role", "editor")
    try team.sync("anna-x1", "bernd-fw")
    return team
  }

  @Test func `lists the values that a skewed clock decided`() throws {
    let team = try team()
    // Bernd's clock is two hours ahead; his device finds that out at the hub.
    try team.setClock("2026-03-10T11:00:00Z", of: "bernd-fw")
    try team.sync("bernd-fw")
    try team.setClock("2026-03-10T11:05:00Z", of: "bernd-fw")
    try team.done("bernd-fw", "set", "Kemi", "nextStep=visit")
    try team.setClock("2026-03-10T09:10:00Z")
    try team.done("anna-x1", "set", "Kemi", "nextStep=write")
    try team.sync("anna-x1", "bernd-fw", times: 2)
    let explained = try team.json("anna-x1", "explain", "Kemi.nextStep")
    #expect(explained["status"] == "decided")
    #expect(explained["inForce"] == "write")
    #expect(explained["decidedByClock"] == true)
    let bernd = try #require(explained["writes"].values.first { $0["user"] == "bernd" })
    #expect(bernd["at"] == "2026-03-10T09:05:00Z")
    #expect(bernd["clockOffsetMs"] == 7_200_000)
    let text = try team.done("anna-x1", "explain", "Kemi.nextStep")
    #expect(text.contains("decided by the policy latest, version 1"))
    #expect(text.contains("the clock of bernd-fw was 2 h 0 min ahead; the time is corrected"))
    #expect(text.contains("by the devices' own clocks visit would be in force"))
    for report in [
      try team.server("diagnose", "--json").json(), try team.json("anna-x1", "diagnose"),
    ] {
      let line = report["decidedByClock"][0]
      #expect(line["field"] == "nextStep")
      #expect(line["inForce"] == "write")
      #expect(line["otherwise"] == "visit")
      #expect(line["device"] == "bernd-fw")
      #expect(line["skewMs"] == 7_200_000)
      let device = try #require(
        report["replicas"].values.first { $0["device"] == "bernd-fw" })
      #expect(device["clockOffsetMs"] == 7_200_000)
    }
    let lines = try team.server("diagnose").output
    #expect(lines.contains("the clock of bernd-fw was 2 h 0 min ahead"))
    #expect(lines.contains("clock 2 h 0 min ahead"))
  }

  @Test func `lists what the hub refuses`() throws {
    let team = try team()
    try team.done("bernd-fw", "set", "Kemi", "nextStep=visit")
    let place = ["--data", team.hubData, "--space", "Kaarna", "--user", "bernd"]
    try team.check(team.run("fieldbook-server", ["member", "remove"] + place))
    #expect(try team.fieldbook("bernd-fw", "sync").status == 5)
    let refused = try team.json("bernd-fw", "diagnose")["refused"][0]
    #expect(refused["account"] == "Kaarna")
    #expect(refused["device"] == "bernd-fw")
    #expect(refused["changes"] == 1)
    let text = try team.done("bernd-fw", "diagnose")
    #expect(text.contains("refused: 1 change of bernd-fw in Kaarna (notMember)"))
  }

  /// Bernd's database is overwritten with an older state, unnoticed; he goes on and syncs.
  private func fork(_ team: Team) throws {
    let (now, old) = (team.database("bernd-fw"), "\(team.root)/old.sqlite")
    let script = """
      set -e
      for lease in '\(team.root)'/state/fieldbook/lease/*; do echo 00000000000000000001 > "$lease"; done
      cat '\(old)' > '\(now)'
      """
    // More changes than the count outside of the database will say, which is rewound as well.
    for note in ["a", "b"] { try team.done("bernd-fw", "add", "note", "body=\(note)") }
    try team.sync("bernd-fw")
    #expect(try Program.run("/bin/cp", [now, old]).status == 0)
    try team.done("bernd-fw", "set", "Kemi", "owner=bernd")
    try team.sync("bernd-fw")
    #expect(try Program.run("/bin/cp", [now, "\(team.root)/first.sqlite"]).status == 0)
    #expect(try Program.run("/bin/sh", ["-c", script]).status == 0)
    try team.done("bernd-fw", "set", "Kemi", "nextStep=visit")
  }

  @Test func `lists forks that were healed and what was written again`() throws {
    let team = try team()
    try fork(team)
    try team.sync("bernd-fw", "anna-x1", times: 2)
    let device = try team.json("bernd-fw", "diagnose")
    #expect(device["events"].values.contains { $0["event"] == "forked" })
    #expect(device["rewritten"].values.count == 1)
    #expect(device["rewritten"][0]["user"] == "bernd")
    let text = try team.done("bernd-fw", "diagnose")
    #expect(text.contains("one id was used twice; changes were written again"))
    #expect(text.contains("1 change written again under another name"))
    let hub = try team.server("diagnose", "--json").json()
    #expect(hub["rewritten"] == device["rewritten"])
    #expect(hub["events"].values.contains { $0["event"] == "fork" })
    let explained = try team.done("anna-x1", "explain", "Kemi.nextStep")
    #expect(explained.contains("first written as"))
    for name in ["anna-x1", "bernd-fw"] {
      let fields = try team.json(name, "show", "Kemi")["fields"]
      #expect(fields["owner"] == "bernd")
      #expect(fields["nextStep"] == "visit")
    }
  }

  @Test func `tells a fork from changes that are on their way`() throws {
    let team = try team()
    try fork(team)
    let file = "\(team.root)/first.sqlite"
    let outcome = try team.fieldbook(
      "bernd-fw", "diagnose", "divergence", "--with", file, "--json")
    #expect(outcome.status == 1)
    let account = try #require(
      try outcome.json()["spaces"].values.first { $0["account"] == "Kaarna" })
    #expect(account["verdict"] == "forked")
    let text = try team.fieldbook("bernd-fw", "diagnose", "divergence", "--with", file).output
    #expect(text.contains("stands for two changes; the next sync mends it"))
    let merge = try team.fieldbook("bernd-fw", "diagnose", "merge", file, "--json")
    #expect(
      try merge.json()["obstacles"].values.contains {
        $0["reason"].string?.contains("one identity wrote two changes") ?? false
      })
  }

  @Test func `counts conflicts by kind, field, age and owner, and where people meet`() throws {
    let team = try team()
    try team.done("anna-x1", "add", "opportunity", "name=Oulu", "amount=5", "currency=EUR")
    try team.done("anna-x1", "add", "account", "name=Quiet")
    try team.sync("anna-x1", "bernd-fw")
    for (device, amount) in [("anna-x1", 1), ("bernd-fw", 2)] {
      for deal in ["Kemi", "Oulu"] { try team.done(device, "set", deal, "amount=\(amount)") }
    }
    try team.setClock("2026-03-14T09:00:00Z")
    try team.sync("anna-x1", "bernd-fw", times: 2)
    let report = try team.server("diagnose", "--json").json()
    #expect(report["conflicts"].values.map { $0["kind"] } == ["opportunity", "opportunity"])
    #expect(report["conflicts"].values.map { $0["field"] } == ["money", "money"])
    #expect(report["conflicts"].values.map { $0["ageDays"] } == [4, 4])
    #expect(Set(report["conflicts"].values.compactMap { $0["owner"].string }) == ["anna", ""])
    #expect(report["fields"][0]["field"] == "money")
    #expect(report["fields"][0]["encounters"] == 2)
    #expect(report["accounts"].values.map { $0["account"] } == ["Kaarna"])
    #expect(report["accounts"][0]["conflicts"] == 2)
    for text in [try team.server("diagnose").output, try team.done("anna-x1", "diagnose")] {
      #expect(text.contains("opportunity.money  met 2×"))
      #expect(text.contains("opportunity.money  2 conflicts  the oldest 4 days old"))
      #expect(text.contains("anna      1 conflict  the oldest 4 days old"))
      #expect(text.contains("(nobody)  1 conflict"))
    }
  }
}
