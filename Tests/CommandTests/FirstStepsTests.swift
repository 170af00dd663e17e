import Foundation
import Testing

@Suite struct `A word that is no command` {
  @Test(arguments: [
    ("fieldbook", ["statu"], "Did you mean status?"),
    ("fieldbook", ["bundle", "exprot", "x"], "Did you mean export?"),
    ("fieldbook", ["diagnose", "frobnicate"], "fieldbook diagnose --help lists them."),
    ("fieldbook", ["help", "frobnicate"], "fieldbook --help lists them."),
    ("fieldbook", ["help", "bundle", "exprot"], "Did you mean export?"),
    ("fieldbook-server", ["frobnicate"], "fieldbook-server --help lists them."),
    ("fieldbook-server", ["backpu"], "Did you mean backup?"),
    ("fieldbook-server", ["member", "lost"], "Did you mean list?"),
  ])
  func `is named, with what may be meant`(program: String, words: [String], hint: String) throws {
    let outcome = try Program(name: program).run(words)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("There is no command \""), "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("hint: \(hint)\n"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("fieldbook", ["help"]), ("fieldbook", ["help", "bundle"]),
    ("fieldbook", ["help", "bundle", "export"]), ("fieldbook", ["bundle", "--help"]),
    ("fieldbook-server", ["help", "invite"]), ("fieldbook-server", ["diagnose", "-h"]),
  ])
  func `is not one of these`(program: String, words: [String]) throws {
    let outcome = try Program(name: program).run(words)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("USAGE: \(program)"))
  }
}

@Suite struct `A text that would steer a terminal` {
  private static let escape = "\u{1B}"

  @Test func `is shown as what it is`() throws {
    let desk = try Desk(account: "Red\(Self.escape)[31m\u{202E}\u{7F}\nsecond line")
    for words in [["list", "account"], ["show", "Red"], ["history", "Red"]] {
      let outcome = try Program.fieldbook.run(words, environment: desk.environment)
      #expect(outcome.output.contains("Red␛[31m\u{FFFD}␡"), "\(words): \(outcome.output)")
      #expect(!outcome.output.contains(Self.escape))
    }
    let shown = try desk.run("show", "Red").lines
    #expect(shown.first?.contains("␡ second line  account/") == true, "\(shown)")
    let missing = try desk.run("show", "no\(Self.escape)[2J")
    #expect(missing.errors.contains("no␛[2J"))
  }

  @Test func `stays as it is for scripts`() throws {
    let desk = try Desk(account: "Red\(Self.escape)[31m")
    let list = try desk.json("list", "account")
    #expect(list[0]["fields"]["name"].string == "Red\(Self.escape)[31m")
  }

  @Test(arguments: ["", "two\nlines", "red\(escape)[31m", String(repeating: "x", count: 256)])
  func `names no device`(name: String) throws {
    let outcome = try Desk().run("init", "--user", "alice", "--device", name, "--json")
    #expect(outcome.status == 2)
    #expect(try outcome.jsonError()["code"] == "wrong_device")
  }
}

@Suite struct `What a newcomer types` {
  @Test func `stands in columns, also where letters are wide`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "stakeholder", "name=日本太郎", "email=a@b.fi")
    try desk.expectDone("add", "stakeholder", "name=Päivi", "email=c@d.fi")
    let lines = try desk.run("list", "stakeholder").lines.map { $0.dropFirst("01234567  ".count) }
    #expect(lines.first == "name      email")
    #expect(Set(lines.dropFirst()) == ["日本太郎  a@b.fi", "Päivi     c@d.fi"])
  }

  @Test func `needs a value, and the hint names what can be typed`() throws {
    let desk = try Desk(account: "Kaarna")
    let outcome = try desk.run("add", "opportunity")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("Its fields are name, owner, amount, currency, "))
    #expect(try desk.json("list", "opportunity").values.isEmpty)
    #expect(try desk.run("set", "Kaarna", "zzzzzz=1").errors.contains("Its fields are name"))
  }

  @Test func `is not called unwritten where nothing is written`() throws {
    let desk = try Desk(account: "Kaarna")
    let outcome = try desk.run("list", "opportunity", "stage=closing")
    #expect(outcome.status == 2)
    #expect(!outcome.errors.contains("written"))
    #expect(try desk.run("list", "opportunity").errors == "There is no opportunity here.\n")
  }

  @Test func `has a reference in the pipeline where it has no name`() throws {
    let desk = try Desk(account: "Kaarna")
    let id = try desk.expectDone("add", "opportunity", "stage=selection")
    let lines = try desk.run("funnel").output
    #expect(lines.contains("  opportunity/\(id.prefix(8))  has no amount"), "\(lines)")
  }

  @Test func `has a base where a person decides, and not where one write stands`() throws {
    let desk = try Desk(account: "Kaarna")
    _ = try desk.addContestedDeal()
    #expect(try desk.run("explain", "Kemi.amount").output.contains("  base  "))
    try desk.expectDone("resolve", "Kemi.amount", "1300000")
    #expect(try !desk.run("explain", "Kemi.amount").output.contains("  base  "))
  }

  @Test func `may be written again in another form, and status says why`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.sql(
      """
      INSERT INTO identity_event (at, kind, space, replica, count)
      SELECT 1773133200000, 'rewritten', space, 78, 2 FROM space LIMIT 1
      """)
    let status = try desk.run("status").output
    #expect(
      status.contains(
        "2 changes were written again, at last on 2026-03-10 09:00: "
          + "the hub could not take them as they were."), "\(status)")
    #expect(!status.contains("copied"))
    #expect(
      try desk.run("diagnose").output.contains(
        "the hub could not take changes as they were; they were written again"))
  }
}
