import Foundation
import Testing

@Suite struct `An edit of a purged record` {
  /// Anna deleted Kemi in March, the hub purged it in October; Bernd, who was away, edits it then.
  private func team() throws -> (team: Team, ref: String) {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.join("bernd", as: "bernd-fw")
    try team.done("anna-x1", "add", "account", "name=Kaarna")
    let id = try team.json("anna-x1", "add", "opportunity", "name=Kemi", "amount=5")["id"]
    try team.done("anna-x1", "share", "Kaarna", "bernd", "--role", "editor")
    try team.sync("anna-x1", "bernd-fw")
    try team.done("anna-x1", "delete", "Kemi")
    try team.sync("anna-x1")
    try team.setClock("2026-10-10T09:00:00Z")
    try team.sync("anna-x1")
    // Bernd's device was away for more than a quarter: it keeps nothing any more.
    let swept = try team.server("compact", "--json").json()
    // With Kemi goes what belonged to it.
    #expect(swept["purgedRecords"].number == 2)
    let purged = try team.done("anna-x1", "sync")
    #expect(purged.contains("hub: purged opportunity/"))
    try team.done("bernd-fw", "set", "Kemi", "nextStep=visit", "--why", "they called")
    return (team, "opportunity/\(id.string ?? "")")
  }

  @Test func `is kept apart and listed with its author on every replica`() throws {
    let (team, ref) = try team()
    try team.sync("bernd-fw", "anna-x1")
    for device in ["bernd-fw", "anna-x1"] {
      let listed = try team.fieldbook(device, "conflicts", "--json")
      #expect(listed.status == 3)
      let entry = try listed.json()[0]
      #expect(entry["ref"] == .string(ref))
      #expect(entry["quarantined"] == true)
      #expect(entry["fields"]["nextStep"] == "visit")
      #expect(entry["writes"][0]["user"] == "bernd")
      #expect(try team.json(device, "list", "opportunity").values.isEmpty)
      #expect(try team.fieldbook(device, "set", ref, "nextStep=x").status == 2)
    }
    let text = try team.done("anna-x1", "conflicts", isOneOf: [3])
    #expect(text.contains("edit of a purged record"))
    #expect(text.contains("bernd, bernd-fw, 2026-10-10"))
    #expect(text.contains("fieldbook restore opportunity/"))
    for report in [
      try team.server("diagnose", "--json").json(), try team.json("anna-x1", "diagnose"),
    ] {
      #expect(report["quarantined"][0]["ref"] == .string(ref))
      #expect(report["quarantined"][0]["fields"] == .array(["nextStep"]))
      // The hub's purge met nobody.
      #expect(report["fields"].values.isEmpty)
    }
    #expect(try team.server("diagnose").output.contains("which was purged"))
  }

  @Test func `makes the record again where somebody restores it`() throws {
    let (team, ref) = try team()
    try team.sync("bernd-fw", "anna-x1")
    try team.done("anna-x1", "restore", ref)
    try team.sync("anna-x1", "bernd-fw")
    for device in ["anna-x1", "bernd-fw"] {
      #expect(try team.fieldbook(device, "conflicts").status == 0)
      let fields = try team.json(device, "show", ref)["fields"]
      #expect(fields["nextStep"] == "visit")
      #expect(fields["name"] == .null)
    }
    #expect(
      try team.json("anna-x1", "digest")["spaces"] == team.json("bernd-fw", "digest")["spaces"])
    try team.check(team.server("doctor"))
  }

  @Test func `goes when its record is deleted again`() throws {
    let (team, ref) = try team()
    try team.sync("bernd-fw", "anna-x1")
    try team.done("anna-x1", "delete", ref)
    try team.sync("anna-x1", "bernd-fw")
    for device in ["anna-x1", "bernd-fw"] {
      #expect(try team.fieldbook(device, "conflicts").status == 0)
      #expect(try team.json(device, "list", "opportunity").values.isEmpty)
    }
  }
}
