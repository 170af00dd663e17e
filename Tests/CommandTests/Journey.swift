import Foundation

/// Two people of one team, each with a machine, who were both at the hub before they set out.
final class Journey {
  let team: Team

  /// Anna and Bernd share the account Kemi; the hub is out of reach from then on.
  init() throws {
    team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna-x1")
    try team.join("bernd", as: "bernd-fw")
    try done("anna-x1", "add", "account", "name=Kemi")
    try done("anna-x1", "add", "opportunity", "name=Uptime", "amount=100", "currency=EUR")
    try done("anna-x1", "share", "Kemi", "bernd", "--role", "editor")
    for device in ["anna-x1", "bernd-fw"] { try done(device, "sync") }
    // The hub learns a device's key from its first push.
    try done("bernd-fw", "add", "note", "body=met Eero")
    for device in ["bernd-fw", "anna-x1"] { try done(device, "sync") }
    team.stopServer()
  }

  func file(_ name: String) -> String { "\(team.root)/\(name)" }

  @discardableResult
  func done(_ device: String, _ arguments: String...) throws -> String {
    try team.check(
      Program.fieldbook.run(arguments, environment: team.environment(of: device)))
  }

  func run(_ device: String, _ arguments: String...) throws -> Program.Outcome {
    try Program.fieldbook.run(arguments, environment: team.environment(of: device))
  }

  func json(_ device: String, _ arguments: String...) throws -> JSONValue {
    try Program.fieldbook.run(
      arguments + ["--json"], environment: team.environment(of: device)
    ).json()
  }

  func digest(_ device: String) throws -> JSONValue {
    try json(device, "digest", "--in", "Kemi")["spaces"][0]["digest"]
  }
}
