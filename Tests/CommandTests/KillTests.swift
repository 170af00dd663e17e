import Foundation
import SyncTesting
import Testing

/// `kill -9` at writes that a seed chooses: what a program said it did is there afterwards.
@Suite(.serialized) struct `A program that is killed in the middle` {
  private static let kills = 25
  /// A command makes some thirty writes; a kill beyond the last one is a run that simply succeeds.
  private static let writesOfCommand: UInt64 = 36
  /// Opening a hub and taking two pushes makes some fifty writes.
  private static let writesOfHub: UInt64 = 56

  private func bodies(_ team: Team, _ device: String) throws -> Set<String> {
    let output = try team.check(team.fieldbook(device, "list", "note", "--json"), isOneOf: [0, 1])
    let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
    return Set(list.compactMap { ($0["fields"] as? [String: Any])?["body"] as? String })
  }

  @Test func `keeps every edit that a device's command acknowledged`() throws {
    let team = try Team()
    try team.check(team.fieldbook("anna", "init", "--user", "anna", "--device", "anna-x1"))
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    let program = KilledProgram(
      program: .fieldbook, environment: team.environment(of: "anna"))
    var generator = Seed(rawValue: 9).generator
    var acknowledged: Set<String> = []
    var killed = 0
    for number in 0..<Self.kills {
      let body = "note \(number)"
      let write = Int(generator.next() % Self.writesOfCommand) + 1
      let outcome = try program.run(["add", "note", "body=\(body)", "--json"], atWrite: write)
      if outcome.wasKilled { killed += 1 }
      if !outcome.wasKilled, outcome.status == 0 { acknowledged.insert(body) }
      try team.check(team.fieldbook("anna", "doctor"))
      let present = try bodies(team, "anna")
      #expect(present.isSuperset(of: acknowledged), "after the kill at write \(write)")
      acknowledged.formUnion(present)
    }
    #expect(killed >= Self.kills / 3)
    #expect(killed < Self.kills)
  }

  @Test func `keeps every edit that the hub acknowledged`() throws {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.join("bernd", as: "bernd")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "share", "Kaarna", "bernd", "--role", "editor"))
    try team.check(team.fieldbook("anna", "sync"))
    try team.check(team.fieldbook("bernd", "sync"))
    team.stopServer()
    var generator = Seed(rawValue: 28).generator
    var killed = 0
    for number in 0..<Self.kills {
      let write = Int(generator.next() % Self.writesOfHub) + 1
      let isListening = try team.startServer(killedAtWrite: write)
      for device in ["anna", "bernd"] {
        try team.check(team.fieldbook(device, "add", "note", "body=\(device) \(number)"))
        guard isListening else { continue }
        try team.check(team.fieldbook(device, "sync"), isOneOf: [0, 4])
      }
      if let server = team.server, !server.isRunning { killed += 1 }
      team.stopServer()
      try team.check(team.run("fieldbook-server", ["doctor", "--data", team.hubData]))
    }
    #expect(killed >= Self.kills / 3)
    try team.startServer()
    for _ in 0..<2 {
      for device in ["anna", "bernd"] { try team.check(team.fieldbook(device, "sync")) }
    }
    let expected = Set(
      (0..<Self.kills).flatMap { number in ["anna \(number)", "bernd \(number)"] })
    for device in ["anna", "bernd"] {
      #expect(try bodies(team, device) == expected)
      try team.check(team.fieldbook(device, "doctor"))
    }
    let digests = try ["anna", "bernd"].map {
      try team.check(team.fieldbook($0, "digest", "--json"))
    }
    #expect(digests[0] == digests[1])
  }
}
