import Foundation
import Testing

@Suite struct `A mistake on the command line` {
  /// What is typed, the exit status, the code for scripts, and a word that the sentence must hold.
  private static let mistakes: [(words: [String], status: Int32, code: String, names: String)] = [
    (["add", "oportunity"], 2, "unknown_kind", "oportunity"),
    (["list", "deals"], 2, "unknown_kind", "deals"),
    (["show", "deal/0123456789abcdef"], 2, "unknown_kind", "deal"),
    (["set", "Kemi", "amuont=5"], 2, "unknown_field", "amuont"),
    (["unset", "Kemi", "amuont"], 2, "unknown_field", "amuont"),
    (["list", "opportunity", "amuont=5"], 2, "unknown_field", "amuont"),
    (["explain", "Kemi.amuont"], 2, "unknown_field", "amuont"),
    (["history", "Kemi.amuont"], 2, "unknown_field", "amuont"),
    (["show", "Kemj"], 1, "not_found", "Kemj"),
    (["show", "opportunity/0123456789abcdef"], 1, "not_found", "0123456789abcdef"),
    (["resolve", "Kemj.amount", "5"], 1, "not_found", "Kemj"),
    (["add", "note", "about=Kemj"], 1, "not_found", "Kemj"),
    (["add", "note", "body=x", "--in", "Kemj"], 1, "not_found", "Kemj"),
    (["show", "Imatra"], 2, "ambiguous", "names 2 records"),
    (["set", "Kemi", "amount=much"], 2, "wrong_value", "amount"),
    (["set", "Kemi", "stage=closing"], 2, "wrong_value", "solution_vision"),
    (["set", "Kemi", "expectedClose=2026-02-30"], 2, "wrong_value", "2026-02-30"),
    (["set", "Kemi", "money=5"], 2, "wrong_value", "its members"),
    (["set", "Kemi", "owner=two words"], 2, "wrong_value", "owner"),
    (["add", "stakeholder", "email=nobody"], 2, "wrong_value", "email"),
    (["add", "action", "agreedWithCustomer=maybe"], 2, "wrong_value", "yes or no"),
    (["set", "Kemi", "amount"], 2, "no_assignment", "amount"),
    (["set", "Kemi", "amount=5", "amount=6"], 2, "named_twice", "amount"),
    (["explain", "Kemi"], 2, "no_field", "Kemi"),
    (["resolve", "Kemi.amount", "5"], 1, "no_conflict", "money"),
    (["enroll", "http://127.0.0.1:65536", "--invite", "x"], 2, "invalid_address", "65536"),
    (["enroll", "http://127.0.0.1:0", "--invite", "x"], 2, "invalid_address", ":0"),
    (["enroll", "127.0.0.1:8700", "--invite", "x"], 2, "invalid_address", "8700"),
  ]

  @Test(arguments: mistakes.indices)
  func `gets one sentence, a hint and a status`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let desk = try Desk(account: "Kaarna Board Oyj").withDeals()
    let before = try desk.json("status")["unsent"]
    let plain = try Program.fieldbook.run(mistake.words, environment: desk.environment)
    #expect(plain.status == mistake.status, "\(plain.errors)")
    #expect(plain.output == "")
    let lines = plain.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("fieldbook: ") == true)
    #expect(lines.first?.contains(mistake.names) == true, "\(plain.errors)")
    #expect(lines.last?.hasPrefix("hint: ") == true)
    let json = try Program.fieldbook.run(mistake.words + ["--json"], environment: desk.environment)
    #expect(json.status == mistake.status)
    #expect(try json.jsonError()["code"] == .string(mistake.code))
    #expect(try desk.json("status")["unsent"] == before)
  }

  @Test func `proposes what was meant`() throws {
    let desk = try Desk(account: "Kaarna Board Oyj").withDeals()
    for (words, meant) in [
      (["add", "oportunity"], "opportunity"), (["set", "Kemi", "amuont=5"], "amount"),
      (["show", "Kemj"], "Kemi"),
    ] {
      let outcome = try Program.fieldbook.run(words, environment: desk.environment)
      #expect(outcome.errors.contains("Did you mean"), "\(words)")
      #expect(outcome.errors.contains(meant), "\(words)")
    }
  }

  @Test func `names a clock that is none`() throws {
    let desk = try Desk(account: "Kaarna Board Oyj").withDeals()
    let outcome = try desk.run("status", environment: ["FIELDBOOK_CLOCK": "noon"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("noon"))
  }
}

extension Desk {
  /// A deal called Kemi, and two in whose names a word begins with Imatra.
  fileprivate func withDeals() throws -> Desk {
    for name in ["Kemi", "Imatra seals", "Imatra pumps"] {
      try expectDone("add", "opportunity", "name=\(name)")
    }
    return self
  }
}

@Suite struct `A database` {
  @Test func `that is damaged is told from one that is sound`() throws {
    let desk = try Desk(account: "Kaarna")
    let whole = try Data(contentsOf: URL(filePath: desk.database))
    var bytes = whole
    let pageSize = 4_096
    for page in stride(from: 2 * pageSize, to: bytes.count, by: pageSize) {
      bytes.replaceSubrange(page..<page + 100, with: Data(repeating: 0xFF, count: 100))
    }
    try bytes.write(to: URL(filePath: desk.database))
    for words in [["status"], ["doctor"], ["add", "note", "body=x"]] {
      let outcome = try Program.fieldbook.run(words, environment: desk.environment)
      #expect(outcome.status == 6, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains("damaged"))
    }
  }

  @Test(arguments: ["body = zeroblob(length(body))", "chain = randomblob(32)"])
  func `whose log was altered is found by the doctor`(alteration: String) throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "nextStep=call")
    try desk.expectDone("set", "Kemi", "nextStep=write")
    try desk.sql("UPDATE change SET \(alteration) WHERE sequence = 2")
    let outcome = try desk.run("doctor", "--json")
    #expect(outcome.status == 6)
    #expect(try outcome.json()["faults"].values.count >= 1)
  }

  @Test func `whose row was altered is found by the doctor`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.expectDone("add", "opportunity", "name=Kemi", "nextStep=call")
    try desk.sql("UPDATE kind_opportunity SET nextStep = 'cull'")
    #expect(try desk.run("doctor").status == 6)
  }

  @Test(arguments: ["hello, this is a shopping list", ""])
  func `of something else is left alone`(content: String) throws {
    let desk = try Desk(account: nil)
    try content.write(toFile: desk.database, atomically: false, encoding: .utf8)
    for words in [["status"], ["add", "account", "name=Kaarna"]] {
      let outcome = try Program.fieldbook.run(words, environment: desk.environment)
      #expect(outcome.status == 6, "\(outcome.errors)")
      #expect(outcome.errors.contains("no database of this program"))
    }
    #expect(try String(contentsOfFile: desk.database, encoding: .utf8) == content)
  }

  @Test func `of another program is left alone`() throws {
    let desk = try Desk(account: nil)
    try FileManager.default.removeItem(atPath: desk.database)
    try desk.sql("CREATE TABLE shopping (what TEXT)")
    #expect(try desk.run("add", "account", "name=Kaarna").status == 6)
    #expect(try desk.sql("SELECT count(*) FROM sqlite_schema") == "1\n")
  }

  @Test func `of a newer program is refused`() throws {
    let desk = try Desk(account: "Kaarna")
    try desk.sql("PRAGMA user_version = 99")
    let outcome = try desk.run("status", "--json")
    #expect(outcome.status == 2)
    #expect(try outcome.jsonError()["code"] == "newer_database")
    #expect(try desk.run("add", "note", "body=x").status == 2)
    #expect(try desk.sql("PRAGMA user_version") == "99\n")
  }
}

extension Desk {
  /// What SQLite's own shell says to a statement on the replica's database.
  @discardableResult
  func sql(_ statement: String) throws -> String {
    let outcome = try Program.run("/usr/bin/env", ["sqlite3", database, statement])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }
}
