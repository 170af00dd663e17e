import Foundation
import Testing

/// Somebody was shown a value; then the database was put back, and the dot names another change.
@Suite struct `An edit that began before a recovery` {
  private let team: Team

  /// Anna's opportunity on a running hub, and a copy of her database of that time.
  init() throws {
    team = try Team()
    try team.startServer()
    try team.join("anna", as: "anna")
    try team.done("anna", "add", "account", "name=Kaarna")
    try team.done(
      "anna", "add", "opportunity", "name=Kemi", "amount=100", "currency=EUR", "nextStep=call")
    try team.done("anna", "sync")
    try team.keep("anna")
  }

  private func basis(_ cell: String) throws -> String {
    try #require(try team.json("anna", "explain", cell)["basis"].string)
  }

  /// The live values of a field, in the order of their text.
  private func live(_ field: String = "nextStep") throws -> [String] {
    try team.json("anna", "explain", "Kemi.\(field)")["candidates"].values
      .map { $0["value"].string ?? "\($0["value"]["amount"].number ?? 0)" }.sorted()
  }

  /// Opens the field in an editor that first does this in a shell and then replaces the text.
  private func edit(
    _ cell: String, saving text: String, after commands: String
  ) throws -> Program.Outcome {
    let editor = "\(team.root)/editor"
    let script = """
      #!/bin/sh
      set -e
      fieldbook() { '\(Program.fieldbook.path)' "$@" > "$0.out"; }
      \(commands)
      echo '\(text)' > "$1"
      """
    try script.write(toFile: editor, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: editor)
    return try Program.fieldbook.run(
      ["edit", cell],
      environment: team.environment(of: "anna").merging(["EDITOR": editor]) { $1 })
  }

  @Test func `replaces what was written again in place of what was shown`() throws {
    try team.done("anna", "set", "Kemi", "nextStep=visit")
    try team.done("anna", "sync")
    try team.putBack("anna")
    // The hub knows the visit by this dot.
    try team.done("anna", "set", "Kemi", "nextStep=offer")
    let outcome = try edit("Kemi.nextStep", saving: "write", after: "fieldbook sync")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("nextStep: offer (anna, anna"))
    #expect(try live() == ["visit", "write"])
    let explained = try team.done("anna", "history", "Kemi")
    #expect(explained.contains("first written as"))
    try team.sync("anna")
    #expect(try live() == ["visit", "write"])
  }

  @Test func `leaves another change with the dot of what was shown`() throws {
    try team.done("anna", "set", "Kemi", "nextStep=visit")
    let basis = try basis("Kemi.nextStep")
    try team.putBack("anna")
    try team.done("anna", "set", "Kemi", "nextStep=offer")
    let outcome = try team.fieldbook("anna", "set", "Kemi", "nextStep=write", "--basis", basis)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("not held any more; it was not replaced"))
    #expect(try live() == ["offer", "write"])
  }

  @Test func `empties a field although what was shown is gone`() throws {
    try team.done("anna", "set", "Kemi", "nextStep=visit")
    let basis = try basis("Kemi.nextStep")
    try team.putBack("anna")
    try team.done("anna", "set", "Kemi", "nextStep=offer")
    try team.done("anna", "set", "Kemi", "nextStep=", "--basis", basis)
    let values = try team.json("anna", "explain", "Kemi.nextStep")["candidates"].values
    #expect(values.map { $0["value"] }.contains(.null))
    #expect(values.count == 2)
  }

  @Test func `keeps the rest of a group that is gone, or writes nothing`() throws {
    try team.done("anna", "set", "Kemi", "amount=200")
    let basis = try basis("Kemi.amount")
    let outcome = try edit(
      "Kemi.amount", saving: "300",
      after: team.commandToPutBack("anna") + "\nfieldbook set Kemi amount=150")
    #expect(outcome.status == 3, "\(outcome.errors)")
    let moneys = try team.json("anna", "explain", "Kemi.money")["candidates"].values
    #expect(moneys.allSatisfy { $0["value"]["currency"] == "EUR" })
    #expect(try live("money") == ["150.0", "300.0"])
    let stale = try team.fieldbook("anna", "set", "Kemi", "amount=400", "--basis", basis, "--json")
    #expect(stale.status == 1)
    #expect(try stale.jsonError()["code"] == "basis_gone")
  }

  @Test func `is refused where nothing here has the dot of what was shown`() throws {
    try team.done("anna", "set", "Kemi", "nextStep=visit")
    let basis = try basis("Kemi.nextStep")
    try team.done("anna", "sync")
    try team.putBack("anna")
    let early = try team.fieldbook("anna", "set", "Kemi", "nextStep=write", "--basis", basis)
    #expect(early.status == 2)
    #expect(early.errors.contains("is not held here"))
    #expect(try live() == ["call"])
    // The hub brings it back, under its own name.
    try team.done("anna", "sync")
    try team.done("anna", "set", "Kemi", "nextStep=write", "--basis", basis)
    #expect(try live() == ["write"])
  }

  @Test func `is refused with a basis of an older program`() throws {
    let basis = try basis("Kemi.nextStep")
    let dots = basis.split(separator: ",").map { $0.prefix { $0 != "-" } }.joined(separator: ",")
    let old = try team.fieldbook("anna", "set", "Kemi", "nextStep=write", "--basis", dots)
    #expect(old.status == 2)
    #expect(old.errors.contains("of an older program"))
    #expect(try live() == ["call"])
  }
}
