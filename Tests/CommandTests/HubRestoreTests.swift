import Foundation
import Testing

@Suite struct `A hub that is restored from its backup` {
  /// Anna and Bernd share an account; after the backup Anna renamed it, and both have that.
  private func team() throws -> Team {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.join("bernd", as: "bernd")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "sync"))
    try team.check(team.fieldbook("anna", "share", "Kaarna", "bernd", "--role", "editor"))
    for device in ["anna", "bernd"] { try team.check(team.fieldbook(device, "sync")) }
    try team.check(server(team, "backup", backup(team)))
    try team.check(team.fieldbook("anna", "set", "Kaarna", "name=Kaarna Oyj"))
    for device in ["anna", "bernd"] { try team.check(team.fieldbook(device, "sync")) }
    return team
  }

  private func backup(_ team: Team) -> String { "\(team.root)/backup.sqlite" }

  private func server(_ team: Team, _ arguments: String...) throws -> Program.Outcome {
    try team.run("fieldbook-server", arguments + ["--data", team.hubData, "--json"])
  }

  /// The name of the account as the hub shows it, and how many changes it holds.
  private func account(_ team: Team) throws -> (name: String?, changes: Double?) {
    let spaces = try server(team, "space", "list").json()
    for space in spaces.values where space["kind"].string == "account" {
      return (space["name"].string, space["changes"].number)
    }
    return (nil, nil)
  }

  @Test func `gets back what it lost from whichever device comes first`() throws {
    let team = try team()
    let before = try account(team)
    #expect(before.name == "Kaarna Oyj")
    let refused = try server(team, "restore", backup(team), "--replace")
    #expect(refused.status == 5)
    #expect(try refused.jsonError()["code"].string == "hub_runs")
    team.stopServer()
    #expect(try server(team, "restore", backup(team)).jsonError()["code"].string == "not_empty")
    let report = try server(team, "restore", backup(team), "--replace").json()
    #expect(report["generation"].number == 1)
    #expect(report["hasManifest"] == .boolean(true))
    #expect(try account(team).name == "Kaarna")
    try team.startServer()
    try team.check(team.fieldbook("bernd", "sync"))
    #expect(try account(team) == before)
    try team.check(team.fieldbook("anna", "sync"))
    #expect(try account(team) == before)
    for device in ["anna", "bernd"] {
      let status = try team.fieldbook(device, "status", "--json").json()
      #expect(status["unsent"].number == 0)
      #expect(status["conflicts"].number == 0)
      try expectTold(team, device)
    }
    #expect(try server(team, "doctor").status == 0)
  }

  @Test func `is recognised where somebody only copied the file back`() throws {
    let team = try team()
    let before = try account(team)
    team.stopServer()
    let database = "\(team.hubData)/hub.sqlite"
    for suffix in ["", "-wal", "-shm"] {
      // SQLite removes the two others where it closes the database as the last one.
      try? FileManager.default.removeItem(atPath: database + suffix)
    }
    try FileManager.default.copyItem(atPath: backup(team), toPath: database)
    try team.startServer()
    try team.check(team.fieldbook("anna", "sync"))
    #expect(try account(team) == before)
    try team.check(team.fieldbook("bernd", "sync"))
    #expect(try account(team) == before)
    for device in ["anna", "bernd"] { try expectTold(team, device) }
    #expect(try server(team, "doctor").status == 0)
  }

  /// `status` says in one line what happened, and nothing of the device's own identity.
  private func expectTold(_ team: Team, _ device: String) throws {
    let lines = try team.fieldbook(device, "status").lines
    #expect(lines.count { $0.contains("The hub went back to an earlier state on 2026-03-10") } == 1)
    #expect(!lines.contains { $0.contains("new identity") })
  }

  @Test func `is compacted whether it runs or not`() throws {
    let team = try team()
    let running = try server(team, "compact", "--dry-run", "--forget").json()
    #expect(running["isDryRun"] == .boolean(true))
    #expect(running["spaces"].number == 2)
    #expect(running["purgedRecords"].number == 0)
    team.stopServer()
    #expect(try server(team, "compact").json()["droppedBodies"].number == 0)
    #expect(try server(team, "doctor").status == 0)
  }
}
