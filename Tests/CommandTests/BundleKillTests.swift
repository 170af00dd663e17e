import Foundation
import SyncTesting
import Testing

/// A bundle's commands are killed at random moments; whole files and whole accounts are what remains.
@Suite struct `A killed bundle command` {
  private static let kills = 8
  private static let attempts = 80
  /// An import of two accounts reaches the disk about so often.
  private static let writesOfImport: UInt64 = 56
  /// An export writes one file and says so.
  private static let writesOfExport: UInt64 = 12

  /// Anna's and Bernd's account Kemi, and a second one.
  private func journey() throws -> Journey {
    let journey = try Journey()
    try journey.team.startServer()
    try journey.done("anna-x1", "add", "account", "name=Oulu")
    try journey.done("anna-x1", "add", "note", "--in", "Oulu", "body=begin")
    try journey.done("anna-x1", "share", "Oulu", "bernd", "--role", "editor")
    try journey.team.sync("anna-x1", "bernd-fw")
    journey.team.stopServer()
    return journey
  }

  private func digests(_ journey: Journey, _ device: String) throws -> [String?] {
    try ["Kemi", "Oulu"].map { account in
      try journey.json(device, "digest", "--in", account)["spaces"][0]["digest"].string
    }
  }

  @Test func `leaves each account as it was or as the file says`() throws {
    let journey = try journey()
    let program = KilledProgram(
      program: .fieldbook, environment: journey.team.environment(of: "bernd-fw"))
    var generator = Seed(rawValue: 61).generator
    var (killed, round) = (0, 0)
    while killed < Self.kills, round < Self.attempts {
      round += 1
      for _ in 0..<2 {
        try journey.done("anna-x1", "set", "Uptime", "amount=\(round)", "nextStep=\(round)")
        try journey.done("anna-x1", "add", "note", "--in", "Oulu", "body=note \(round)")
      }
      let file = journey.file("\(round).fbb")
      try journey.done("anna-x1", "bundle", "export", file)
      let before = try digests(journey, "bernd-fw")
      let after = try digests(journey, "anna-x1")
      let write = Int(generator.next() % Self.writesOfImport) + 1
      let outcome = try program.run(["bundle", "import", file], atWrite: write)
      if outcome.wasKilled { killed += 1 }
      try journey.done("bernd-fw", "doctor")
      let found = try digests(journey, "bernd-fw")
      for index in found.indices {
        #expect(
          found[index] == before[index] || found[index] == after[index],
          "account \(index) after the kill at write \(write)")
      }
      // The same file again goes on where it stood.
      try journey.done("bernd-fw", "bundle", "import", file)
      #expect(try digests(journey, "bernd-fw") == after, "after the kill at write \(write)")
    }
    #expect(killed == Self.kills)
    try journey.team.startServer()
    try journey.team.sync("bernd-fw", "anna-x1", "bernd-fw")
    #expect(try digests(journey, "anna-x1") == digests(journey, "bernd-fw"))
    try journey.team.check(journey.team.server("doctor"))
  }

  @Test func `leaves under the name that was asked for a whole file or none`() throws {
    let journey = try Journey()
    let program = KilledProgram(
      program: .fieldbook, environment: journey.team.environment(of: "anna-x1"),
      calls: "write,fsync,rename,unlink")
    var generator = Seed(rawValue: 62).generator
    var (killed, round, missing) = (0, 0, 0)
    while killed < Self.kills, round < Self.attempts {
      round += 1
      try journey.done("anna-x1", "set", "Uptime", "amount=\(round)")
      // Every other time there is an earlier bundle of this name.
      let isNew = round.isMultiple(of: 2)
      let file = journey.file(isNew ? "new-\(round).fbb" : "again.fbb")
      let write = Int(generator.next() % Self.writesOfExport) + 1
      let outcome = try program.run(["bundle", "export", file], atWrite: write)
      if outcome.wasKilled { killed += 1 }
      let exists = FileManager.default.fileExists(atPath: file)
      if exists {
        try journey.done("anna-x1", "bundle", "show", file)
      } else {
        missing += 1
        #expect(outcome.wasKilled)
      }
      try journey.done("anna-x1", "bundle", "export", file)
      try journey.done("bernd-fw", "bundle", "import", file)
      #expect(!FileManager.default.fileExists(atPath: "\(file).new"))
      #expect(try journey.digest("anna-x1") == journey.digest("bernd-fw"))
    }
    #expect(killed == Self.kills)
    #expect(missing > 0)
  }
}
