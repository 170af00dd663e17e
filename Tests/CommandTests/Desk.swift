import Foundation
import Testing

/// A person's machine: a replica in a directory that goes when the test ends.
final class Desk {
  let directory: String

  /// A directory without a replica.
  init() throws {
    let name = "fieldbook-test-\(ProcessInfo.processInfo.globallyUniqueString)"
    directory = FileManager.default.temporaryDirectory.appending(path: name).path
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  /// Alice's machine, with a replica and, where one is named, an account.
  convenience init(account: String?) throws {
    try self.init()
    try expectDone("init", "--user", "alice", "--device", "alice-x1")
    if let account { try expectDone("add", "account", "name=\(account)") }
  }

  deinit {
    // A directory that stays behind harms nobody.
    try? FileManager.default.removeItem(atPath: directory)
  }

  var home: String { "\(directory)/home" }
  var database: String { "\(home)/fieldbook.sqlite" }
  var environment: [String: String] {
    ["FIELDBOOK_HOME": home, "XDG_STATE_HOME": "\(directory)/state"]
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Outcome {
    try Program.fieldbook.run(
      arguments, environment: self.environment.merging(environment) { $1 })
  }

  /// Runs a command that must end well; gives the first line that it prints.
  @discardableResult
  func expectDone(
    _ arguments: String..., location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try Program.fieldbook.run(arguments, environment: environment)
    #expect(outcome.status == 0, "\(arguments): \(outcome.errors)", sourceLocation: location)
    return outcome.lines.first ?? ""
  }

  /// Runs a command with `--json`; gives what it prints, whatever its status.
  func json(_ arguments: String...) throws -> JSONValue {
    try Program.fieldbook.run(arguments + ["--json"], environment: environment).json()
  }

  /// The value of a field in force.
  func value(_ ref: String, _ field: String) throws -> JSONValue {
    try json("show", ref)["fields"][field]
  }

  /// What somebody is shown of a cell now, for `set --basis`.
  func basis(_ cell: String) throws -> String {
    try #require(try json("explain", cell)["basis"].string)
  }

  /// Writes an executable script, for `EDITOR`.
  func script(_ text: String) throws -> String {
    let path = "\(directory)/script-\(ProcessInfo.processInfo.globallyUniqueString)"
    try "#!/bin/sh\nset -e\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  /// Makes `money` of a new deal a conflict of 980,000 and 1,450,000 over 1,200,000; gives its id.
  func addContestedDeal() throws -> String {
    let id = try expectDone(
      "add", "opportunity", "name=Kemi", "amount=1200000", "currency=EUR", "stage=solution_vision")
    let basis = try basis("Kemi.amount")
    try expectDone("set", "Kemi", "amount=980000", "--why", "boiler out")
    let stale = try run("set", "Kemi", "amount=1450000", "--basis", basis, "--why", "line 2")
    #expect(stale.status == 3)
    return id
  }
}
