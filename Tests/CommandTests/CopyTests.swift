import Foundation
import Testing

/// Directories of replicas that people copy and put back, as they do with files.
@Suite struct `A replica's directory` {
  /// Anna's account on a running hub.
  private func team() throws -> Team {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "sync"))
    return team
  }

  private func copy(_ team: Team, _ source: String, to target: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/cp")
    process.arguments = ["-r", team.home(source), team.home(target)]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    // What a copy leaves of a database that nobody has open is whole.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o700], ofItemAtPath: team.home(target))
  }

  private func remove(_ team: Team, _ device: String) throws {
    try FileManager.default.removeItem(atPath: team.home(device))
  }

  private func add(_ team: Team, _ device: String, _ notes: String...) throws {
    for note in notes { try team.check(team.fieldbook(device, "add", "note", "body=\(note)")) }
  }

  private func notes(_ team: Team, _ device: String) throws -> Set<String> {
    let list = try team.fieldbook(device, "list", "note", "--json").json()
    return Set(list.values.compactMap { $0["fields"]["body"].string })
  }

  /// Everybody syncs; all must show the notes, and nothing may be wrong with any replica.
  private func expectEverywhere(
    _ expected: Set<String>, _ team: Team, _ devices: [String]
  ) throws {
    for _ in 0..<2 { for device in devices { try team.check(team.fieldbook(device, "sync")) } }
    var digests: Set<String> = []
    for device in devices {
      #expect(try notes(team, device) == expected)
      try team.check(team.fieldbook(device, "doctor"))
      digests.insert(try team.check(team.fieldbook(device, "digest", "--json")))
      #expect(try team.fieldbook(device, "status", "--json").json()["unsent"] == 0)
    }
    #expect(digests.count == 1)
  }

  /// What `status` says about the identity: one line or none.
  private func story(_ team: Team, _ device: String) throws -> [String] {
    try team.fieldbook(device, "status").lines.filter { $0.contains("identity") }
  }

  private func kinds(_ team: Team, _ device: String) throws -> [String] {
    let status = try team.fieldbook(device, "status", "--json").json()
    return status["identity"]["events"].values.compactMap { $0["kind"].string }
  }

  @Test(arguments: [false, true])
  func `can be copied and used twice`(isTwinFirst: Bool) throws {
    let team = try team()
    try add(team, "anna", "before")
    try copy(team, "anna", to: "twin")
    try add(team, "anna", "a1", "a2")
    try add(team, "twin", "t1", "t2")
    #expect(try story(team, "anna") == [])
    #expect(try story(team, "twin").count == 1)
    #expect(try story(team, "twin")[0].contains("copied or moved: it writes under a new identity"))
    #expect(try kinds(team, "twin") == ["copied"])
    let devices = isTwinFirst ? ["twin", "anna"] : ["anna", "twin"]
    try expectEverywhere(["before", "a1", "a2", "t1", "t2"], team, devices)
    try add(team, "anna", "a3")
    try add(team, "twin", "t3")
    try expectEverywhere(["before", "a1", "a2", "t1", "t2", "a3", "t3"], team, devices)
  }

  @Test func `can be put back from an older copy`() throws {
    let team = try team()
    try add(team, "anna", "before")
    try copy(team, "anna", to: "backup")
    try add(team, "anna", "after")
    try team.check(team.fieldbook("anna", "sync"))
    try remove(team, "anna")
    try copy(team, "backup", to: "anna")
    try add(team, "anna", "new")
    #expect(try kinds(team, "anna") == ["restored"])
    #expect(try story(team, "anna").count == 1)
    try expectEverywhere(["before", "after", "new"], team, ["anna"])
  }

  /// The file itself is overwritten, and what counts the changes outside of it is gone as well: only
  /// the hub can tell.
  @Test(arguments: [false, true])
  func `can be overwritten with an older copy unnoticed`(writesFirst: Bool) throws {
    let team = try team()
    try add(team, "anna", "before")
    try team.keep("anna")
    try add(team, "anna", "after")
    try team.check(team.fieldbook("anna", "sync"))
    try team.putBack("anna")
    try team.setClock("2026-03-10T09:05:00Z")
    if writesFirst {
      try add(team, "anna", "new")
    } else {
      try team.check(team.fieldbook("anna", "sync"))
      #expect(try kinds(team, "anna") == ["overtaken"])
      try add(team, "anna", "new")
    }
    let sync = try team.check(team.fieldbook("anna", "sync"))
    #expect(sync.contains("put right") == writesFirst)
    if writesFirst {
      let list = try team.json("anna", "list", "note").values
      let note = try #require(list.first { $0["fields"]["body"] == "new" }?["ref"].string)
      let explained = try team.done("anna", "explain", "\(note).body")
      #expect(explained.contains("since that name was used twice"), "\(explained)")
      #expect(try kinds(team, "anna") == ["forked"])
      #expect(try story(team, "anna")[0].contains("1 change was written again"))
    }
    try expectEverywhere(["before", "after", "new"], team, ["anna"])
  }

  @Test func `can be copied before it ever synced`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try copy(team, "anna", to: "twin")
    try add(team, "anna", "a")
    try add(team, "twin", "t")
    try expectEverywhere(["a", "t"], team, ["twin", "anna"])
    let accounts = try team.fieldbook("anna", "list", "account", "--json").json()
    #expect(accounts.values.count == 1)
  }
}
