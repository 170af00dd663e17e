import Foundation
import SyncTesting
import Testing

/// Several programs at the same files and the same hub at the same time.
@Suite struct `The programs together` {
  /// A shared account of Anna and Bernd, both in step, on a running hub.
  private func team() throws -> Team {
    let team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.join("bernd", as: "bernd")
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    try team.check(team.fieldbook("anna", "share", "Kaarna", "bernd", "--role", "editor"))
    try team.check(team.fieldbook("anna", "sync"))
    try team.check(team.fieldbook("bernd", "sync"))
    return team
  }

  private func sqlite(_ team: Team, _ file: String, _ sql: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
    process.arguments = ["-readonly", "-cmd", ".timeout 5000", file, sql]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "sqlite3 said: \(text)")
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test func `let people add, watch, read with sqlite3 and invite all at once`() throws {
    let team = try team()
    let arguments = ["sync", "--watch", "--json"]
    let watcher = Program.fieldbook.process(
      arguments, environment: team.environment(of: "anna"))
    let follower = Program.fieldbook.process(
      arguments, environment: team.environment(of: "bernd"))
    let news = Pipe()
    watcher.standardOutput = FileHandle.nullDevice
    watcher.standardError = FileHandle.nullDevice
    follower.standardOutput = news
    follower.standardError = FileHandle.nullDevice
    try watcher.run()
    try follower.run()
    defer {
      for process in [watcher, follower] { process.end() }
    }
    let count = 12
    for number in 0..<count {
      try team.check(team.fieldbook("anna", "add", "note", "body=note \(number)"))
      let seen = try sqlite(
        team, "\(team.home("anna"))/fieldbook.sqlite", "SELECT count(*) FROM note")
      #expect(seen == "\(number + 1)")
      _ = try sqlite(team, "\(team.hubData)/hub.sqlite", "SELECT count(*) FROM note")
      try team.check(
        team.run(
          "fieldbook-server", ["invite", "--data", team.hubData, "--user", "guest\(number)"]))
    }
    // Bernd's watcher tells of every note, whenever it arrives; where one got lost, its output ends.
    var received = 0
    while received < count {
      let data = news.fileHandleForReading.arriving(withinSeconds: 20)
      if data.isEmpty { break }
      let text = String(decoding: data, as: UTF8.self)
      for line in text.split(separator: "\n") {
        let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        received += json?["received"] as? Int ?? 0
      }
    }
    #expect(
      try sqlite(team, "\(team.hubData)/hub.sqlite", "SELECT count(*) FROM note") == "\(count)")
  }

  @Test func `give a second device of one user all that the first has`() throws {
    let team = try team()
    try team.check(team.fieldbook("anna", "add", "note", "body=from the first"))
    try team.check(team.fieldbook("anna", "sync"))
    try team.join("anna", as: "anna-tablet")
    try team.check(team.fieldbook("anna-tablet", "sync"))
    let list = try team.check(team.fieldbook("anna-tablet", "list", "note"))
    #expect(list.contains("from the first"))
    try team.check(team.fieldbook("anna-tablet", "add", "note", "body=from the second"))
    try team.check(team.fieldbook("anna-tablet", "sync"))
    try team.check(team.fieldbook("anna", "sync"))
    #expect(try team.check(team.fieldbook("anna", "list", "note")).contains("from the second"))
    let digests = try ["anna", "anna-tablet"].map {
      try team.check(team.fieldbook($0, "digest", "--json"))
    }
    #expect(digests[0] == digests[1])
  }

  @Test func `go on after a connection that was cut in the middle of a request`() throws {
    let team = try Team()
    try team.startServer()
    let proxy = try CuttingProxy(upstream: team.port)
    defer { proxy.close() }
    let invite = try team.check(
      team.run("fieldbook-server", ["invite", "--data", team.hubData, "--user", "anna", "--json"]))
    let json = try JSONSerialization.jsonObject(with: Data(invite.utf8)) as? [String: Any]
    let code = try #require(json?["invite"] as? String)
    try team.check(team.fieldbook("anna", "init", "--user", "anna", "--device", "x1"))
    try team.check(
      team.fieldbook("anna", "enroll", "http://127.0.0.1:\(proxy.port)", "--invite", code))
    try team.check(team.fieldbook("anna", "add", "account", "name=Kaarna"))
    for mode in [CuttingProxy.Mode.cutRequests(afterBytes: 40), .cutAnswers] {
      proxy.set(mode)
      let outcome = try team.fieldbook("anna", "sync")
      #expect(outcome.status == 4)
      #expect(outcome.errors.contains("hint:"))
    }
    proxy.set(.answer(Array("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ngarbage".utf8)))
    #expect(try team.fieldbook("anna", "sync").status != 0)
    proxy.set(.pass)
    let report = try team.check(team.fieldbook("anna", "sync", "--json"))
    #expect(report.contains("\"conflicts\":0"))
    let status = try team.check(team.fieldbook("anna", "status", "--json"))
    #expect(status.contains("\"unsent\":0"))
  }

  @Test func `refuse a second server on the same data and work through the first`() throws {
    let team = try team()
    let second = try team.run(
      "fieldbook-server", ["serve", "--data", team.hubData, "--listen", "127.0.0.1:0"])
    #expect(second.status != 0)
    #expect(second.errors.contains("hint:"))
    let backup = "\(team.root)/backup.sqlite"
    try team.check(team.run("fieldbook-server", ["backup", "--data", team.hubData, backup]))
    #expect(try sqlite(team, backup, "SELECT name FROM account") == "Kaarna")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `end a watcher in order, with all that it wrote in its file`(signal: Int32) throws {
    let team = try team()
    let watcher = Program.fieldbook.process(
      ["sync", "--watch", "--json"], environment: team.environment(of: "anna"))
    let news = Pipe()
    watcher.standardOutput = news
    watcher.standardError = FileHandle.nullDevice
    try watcher.run()
    defer { watcher.end() }
    try team.check(team.fieldbook("bernd", "add", "note", "body=for anna"))
    try team.check(team.fieldbook("bernd", "sync"))
    #expect(!news.fileHandleForReading.arriving(withinSeconds: 20).isEmpty)
    kill(watcher.processIdentifier, signal)
    watcher.waitUntilExit()
    #expect(watcher.terminationReason == .exit)
    #expect(watcher.terminationStatus == 0)
    let log = "\(team.home("anna"))/fieldbook.sqlite-wal"
    #expect(!FileManager.default.fileExists(atPath: log))
  }

  @Test func `end a server that somebody waits at, once it is asked to`() throws {
    let team = try team()
    let watcher = Program.fieldbook.process(
      ["sync", "--watch"], environment: team.environment(of: "anna"))
    watcher.standardOutput = FileHandle.nullDevice
    watcher.standardError = FileHandle.nullDevice
    try watcher.run()
    defer { watcher.end() }
    try team.check(team.fieldbook("bernd", "add", "note", "body=before the end"))
    try team.check(team.fieldbook("bernd", "sync"))
    let server = try #require(team.server)
    team.stopServer()
    #expect(server.terminationReason == .exit)
    #expect(server.terminationStatus == 0)
    try team.startServer()
    let members = try team.check(
      team.run(
        "fieldbook-server", ["member", "list", "--data", team.hubData, "--space", "kaar"]))
    #expect(members.contains("bernd"))
  }

  @Test func `refuse plaintext on an address that is not loopback`() throws {
    let team = try Team()
    let outcome = try team.run(
      "fieldbook-server", ["serve", "--data", team.hubData, "--listen", "0.0.0.0:0"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("--insecure-listen"))
  }
}
