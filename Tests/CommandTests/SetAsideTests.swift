import Foundation
import Testing

/// Anna and Bernd share an account and met without a network.
///
/// Bernd holds what Anna wrote, from a bundle, and wrote on top of it. Then Anna's role is gone.
private final class Meeting {
  let team: Team

  init() throws {
    team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.join("bernd", as: "bernd-fw")
    try done("anna-x1", "add", "account", "name=Kemi")
    try done("anna-x1", "add", "opportunity", "name=Uptime", "amount=100", "currency=EUR")
    try done("anna-x1", "sync")
    try done("anna-x1", "share", "Kemi", "bernd", "--role", "editor")
    for device in ["anna-x1", "bernd-fw", "anna-x1"] { try done(device, "sync") }
    try done("anna-x1", "set", "Uptime", "nextStep=ask for O'Neill", "amount=120")
    try done("anna-x1", "add", "note", "body=They want it by May", "--in", "Kemi")
    let file = "\(team.root)/kemi.fbb"
    try done("anna-x1", "bundle", "export", file)
    try done("bernd-fw", "bundle", "import", file)
    try done("bernd-fw", "set", "Uptime", "amount=130")
    try done("bernd-fw", "set", "Uptime", "name=Uptime two")
    try member("remove")
  }

  func member(_ arguments: String...) throws {
    let place = ["--data", team.hubData, "--space", "Kemi", "--user", "anna"]
    try team.check(team.run("fieldbook-server", ["member"] + arguments + place))
  }

  @discardableResult
  func done(_ device: String, _ arguments: String...) throws -> String {
    try team.check(Program.fieldbook.run(arguments, environment: team.environment(of: device)))
  }

  func run(_ device: String, _ arguments: String...) throws -> Program.Outcome {
    try Program.fieldbook.run(arguments, environment: team.environment(of: device))
  }

  func json(_ device: String, _ arguments: String...) throws -> JSONValue {
    try Program.fieldbook.run(
      arguments + ["--json"], environment: team.environment(of: device)
    ).json()
  }
}

@Suite struct `What a device sets aside because the hub refuses it` {
  private let meeting: Meeting

  init() throws {
    meeting = try Meeting()
    _ = try meeting.run("bernd-fw", "sync")
    _ = try meeting.run("bernd-fw", "sync")
  }

  @Test func `holds no edit of the own user back`() throws {
    let status = try meeting.json("bernd-fw", "status")
    #expect(status["unsent"] == 0)
    let shown = try meeting.json("bernd-fw", "show", "Uptime two")["fields"]
    #expect(shown["nextStep"] == .null)
    let amounts = try meeting.json("bernd-fw", "explain", "Uptime two.amount")["writes"].values
      .map { $0["value"]["amount"] }
    #expect(amounts.contains(130))
    #expect(!amounts.contains(120))
    let divergence = try meeting.run("bernd-fw", "diagnose", "divergence")
    #expect(divergence.status == 0, "\(divergence.output)")
  }

  @Test func `is the cause that explain tells of what was written again for it`() throws {
    let text = try meeting.run("bernd-fw", "explain", "Uptime two.amount").output
    #expect(text.contains("since the hub refuses a change before it"), "\(text)")
    _ = try meeting.run("anna-x1", "sync")
    let writes = try meeting.json("bernd-fw", "explain", "Uptime two.amount")["writes"].values
    #expect(writes.map { $0["writtenAgain"]["cause"] }.contains("earlier refused"))
  }

  @Test func `is told by status in one line`() throws {
    let status = try meeting.done("bernd-fw", "status")
    let lines = status.split(separator: "\n").filter { $0.contains("set aside") }
    #expect(
      lines == [
        "set aside: 2 changes of anna in Kemi (their author's role there does not allow it); "
          + "fieldbook diagnose shows them"
      ])
    let entry = try meeting.json("bernd-fw", "status")["setAside"]
    #expect(entry.values.count == 1)
    #expect(entry[0]["changes"] == 2)
    #expect(entry[0]["users"] == .array(["anna"]))
    #expect(entry[0]["reason"] == "roleTooLow" || entry[0]["reason"] == "notMember")
  }

  @Test func `is shown by diagnose with each value and the way to enter it again`() throws {
    let text = try meeting.done("bernd-fw", "diagnose")
    #expect(text.contains("set aside: 2 changes of anna in Kemi"))
    #expect(text.contains("ask for O'Neill"))
    #expect(text.contains("They want it by May"))
    #expect(text.contains("enter a value again, such as: fieldbook set opportunity/"))
    let changes = try meeting.json("bernd-fw", "diagnose")["setAside"].values
    #expect(changes.map { $0["device"].string } == ["anna-x1", "anna-x1"])
    let writes = changes.flatMap(\.["writes"].values)
    let step = try #require(writes.first { $0["field"] == "nextStep" })
    #expect(step["value"] == "ask for O'Neill")
    #expect(step["title"] == #"opportunity "Uptime two""#)
    let amount = try #require(writes.first { $0["field"] == "money" })
    #expect(amount["value"]["amount"] == 120)
    // The command does what it says, as a shell reads it.
    let command = try #require(step["command"].string)
    let words = "PATH=\(Program.directory.path):$PATH; \(command)"
    let outcome = try Program.run(
      "/bin/sh", ["-c", words], environment: meeting.team.environment(of: "bernd-fw"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let shown = try meeting.json("bernd-fw", "show", "Uptime two")["fields"]
    #expect(shown["nextStep"] == "ask for O'Neill")
  }

  @Test func `is not told any more once its author brought it`() throws {
    try meeting.member("add", "--role", "editor")
    for device in ["anna-x1", "bernd-fw", "anna-x1"] { _ = try meeting.run(device, "sync") }
    let status = try meeting.done("bernd-fw", "status")
    #expect(!status.contains("set aside"), "\(status)")
    #expect(try meeting.json("bernd-fw", "status")["setAside"].values.isEmpty)
    #expect(try meeting.json("bernd-fw", "diagnose")["setAside"].values.isEmpty)
    let shown = try meeting.json("bernd-fw", "show", "Uptime two")["fields"]
    #expect(shown["nextStep"] == "ask for O'Neill")
    #expect(try meeting.json("bernd-fw", "list", "note").values.count == 1)
    let digests = try ["anna-x1", "bernd-fw"].map {
      try meeting.json($0, "digest", "--in", "Kemi")["spaces"][0]["digest"]
    }
    #expect(digests[0] == digests[1])
  }
}
