import Foundation
import SyncTesting
import Testing

/// `kill -9` at writes that a seed chooses: what a program said it did is there afterwards.
@Suite(.serialized) struct `A program that is killed in the middle` {
  private static let kills = 25
  /// Some runs end before the chosen write comes; more of them than this would be a broken test.
  private static let attempts = 90
  /// A command makes some thirty writes; a kill beyond the last one is a run that simply succeeds.
  private static let writesOfCommand: UInt64 = 36
  /// Opening a hub and taking two pushes makes some fifty writes.
  private static let writesOfHub: UInt64 = 56

  private func bodies(_ team: Team, _ device: String) throws -> Set<String> {
    let output = try team.check(team.fieldbook(device, "list", "note", "--json"), isOneOf: [0, 1])
    let notes = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
    return Set(notes.compactMap { ($0["fields"] as? [String: Any])?["body"] as? String })
  }

  private func field(_ name: String, of ref: String, _ team: Team, _ device: String) throws
    -> String
  {
    let output = try team.check(team.fieldbook(device, "show", ref, "--json"))
    let record = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
    let value = (record?["fields"] as? [String: Any])?[name]
    if let group = value as? [String: Any] { return "\(group["amount"] ?? "")" }
    return value as? String ?? ""
  }

  @Test func `keeps every edit that a device's command acknowledged`() throws {
    let team = try Team()
    try team.check(team.fieldbook("anna", "init", "--user", "anna", "--device", "anna-x1"))
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(
      team.fieldbook("anna", "add", "opportunity", "name=Kemi", "amount=0", "currency=EUR"))
    let program = KilledProgram(
      program: .fieldbook, environment: team.environment(of: "anna"))
    var generator = Seed(rawValue: 9).generator
    var acknowledged: Set<String> = []
    var amount = "0"
    var killed = 0
    var number = 0
    while killed < Self.kills, number < Self.attempts {
      number += 1
      let write = Int(generator.next() % Self.writesOfCommand) + 1
      let isNote = generator.next().isMultiple(of: 2)
      let arguments =
        isNote ? ["add", "note", "body=note \(number)"] : ["set", "Kemi", "amount=\(number)"]
      let outcome = try program.run(arguments, atWrite: write)
      if outcome.wasKilled { killed += 1 }
      let isAcknowledged = !outcome.wasKilled && outcome.status == 0
      try team.check(team.fieldbook("anna", "doctor"))
      let present = try bodies(team, "anna")
      let shown = try field("money", of: "Kemi", team, "anna")
      if isAcknowledged, isNote { acknowledged.insert("note \(number)") }
      if isAcknowledged, !isNote { amount = "\(number)" }
      #expect(present.isSuperset(of: acknowledged), "after the kill at write \(write)")
      // An edit that nobody acknowledged is there as a whole or not at all.
      #expect([amount, "\(number)"].contains(shown), "after the kill at write \(write)")
      acknowledged.formUnion(present)
      amount = shown
    }
    #expect(killed == Self.kills)
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
    var number = 0
    while killed < Self.kills, number < Self.attempts {
      number += 1
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
    #expect(killed == Self.kills)
    try team.startServer()
    // A device that is killed while it stores an answer goes on where it stood.
    let sync = KilledProgram(program: .fieldbook, environment: team.environment(of: "bernd"))
    for write in [3, 9, 15] { _ = try sync.run(["sync"], atWrite: write) }
    for _ in 0..<2 {
      for device in ["anna", "bernd"] { try team.check(team.fieldbook(device, "sync")) }
    }
    let expected = Set((1...number).flatMap { ["anna \($0)", "bernd \($0)"] })
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
