import Foundation
import Testing

/// The built program on files of lines.
@Suite struct `An import of lines` {
  static let space = "00112233445566778899aabbccddeeff"
  static let account =
    #"{"kind":"account","id":"0000000000000001","space":"\#(space)","fields":{"name":"Kaarna"}}"#
  static let deal =
    #"{"kind":"opportunity","id":"0000000000000002","space":"\#(space)","fields":{"name":"Kemi","#
    + #""money":{"amount":1200000.50,"currency":"EUR"},"stage":{"stage":"solution_vision"}}}"#

  private static func note(_ number: Int, _ body: String) -> String {
    let id = String(number, radix: 16)
    let padding = String(repeating: "0", count: 16 - id.count)
    return
      #"{"kind":"note","id":"\#(padding + id)","space":"\#(space)","fields":{"body":"\#(body)"}}"#
  }

  /// An empty replica.
  private func lines() throws -> LineFile {
    let desk = try Desk()
    try desk.expectDone("init", "--user", "alice", "--device", "alice-x1")
    return LineFile(desk: desk)
  }

  @Test func `adds records to a space of their own`() throws {
    let lines = try lines()
    let report = try lines.report("\(Self.account)\n\(Self.deal)\n")
    #expect(report.counts == [2, 0, 0])
    #expect(report["left"] == .array([]))
    let deal = try lines.desk.json("show", "Kemi")
    #expect(deal["id"] == "0000000000000002")
    #expect(deal["fields"]["money"]["amount"] == .number(1_200_000.5))
    #expect(deal["space"].string != Self.space)
    // As for add, the stage's first event comes with the deal.
    #expect(try lines.desk.json("list", "stageEvent").values.count == 1)
    try lines.desk.expectDone("doctor")
  }

  @Test func `writes nothing the second time`() throws {
    let lines = try lines()
    let text = "\(Self.account)\n\(Self.deal)\n\(Self.note(3, "a"))\n"
    #expect(try lines.report(text).counts == [3, 0, 0])
    let before = try lines.digest()
    #expect(try lines.report(text).counts == [0, 0, 3])
    #expect(try lines.digest() == before)
  }

  @Test func `writes the fields that differ, and leaves those that the line leaves out`() throws {
    let lines = try lines()
    _ = try lines.take("\(Self.account)\n\(Self.deal)\n")
    let line =
      #"{"id":"0000000000000002","fields":{"owner":"bernd","stage":null},"kind":"opportunity"}"#
    #expect(try lines.report(line).counts == [0, 1, 0])
    let deal = try lines.desk.json("show", "Kemi")
    #expect(deal["fields"]["owner"] == "bernd")
    #expect(deal["fields"]["stage"] == .null)
    #expect(deal["fields"]["money"]["currency"] == "EUR")
    #expect(try lines.desk.json("list", "stageEvent").values.count == 2)
    try lines.desk.expectDone("undo")
    #expect(try lines.desk.value("Kemi", "owner") == .null)
  }

  @Test(arguments: [
    ("", "byte 1"), ("{", "ends too early"), ("[]", "stands where"), ("null", "stands where"),
    (#"{"kind":"note"} x"#, "follows"), (#"{"kind":"note","kind":"note"}"#, "twice"),
    (#"{"fields":{}}"#, "no kind"), (#"{"kind":"notes","fields":{}}"#, "Did you mean note"),
    (#"{"kind":7}"#, "quotes"), (#"{"kind":"note","ref":"x"}"#, "\"ref\""),
    (#"{"kind":"note","id":"xyz"}"#, "16 hexadecimal"),
    (#"{"kind":"note","id":"ffffffffffffffff"}"#, "16 hexadecimal"),
    (#"{"kind":"note","space":"12"}"#, "32 hexadecimal"),
    (#"{"kind":"note","fields":[]}"#, "no object"),
    (#"{"kind":"note","fields":{"bodi":"x"}}"#, "Did you mean body"),
    (#"{"kind":"note","fields":{"body":1}}"#, "expects text, not a number"),
    (#"{"kind":"note","fields":{"body":"a","body":"b"}}"#, "twice"),
    (#"{"fields":{"body":{}},"kind":"note"}"#, "expects text, not an object"),
    (#"{"kind":"note","fields":{"body":"a\u0000b"}}"#, "U+0000"),
    (#"{"kind":"note","fields":{"body":"\ud800"}}"#, "surrogate"),
    (#"{"kind":"opportunity","fields":{"amount":5}}"#, "a part of money"),
    (#"{"kind":"opportunity","fields":{"money":5}}"#, "an object of its members"),
    (#"{"kind":"opportunity","fields":{"money":{"amount":"5"}}}"#, "expects a number"),
    (#"{"kind":"opportunity","fields":{"money":{"amount":1e20}}}"#, "15 digits"),
    (#"{"kind":"opportunity","fields":{"money":{"sum":5}}}"#, "no part"),
    (#"{"kind":"opportunity","fields":{"expectedClose":"2026-02-30"}}"#, "a date"),
    (#"{"kind":"stakeholder","fields":{"key":"yes"}}"#, "true or false"),
    (#"{"kind":"stakeholder","fields":{"boss":"note/0000000000000003"}}"#, "a reference"),
    (#"{"kind":"stakeholder","fields":{"status":"gone"}}"#, "one of active"),
    (#"{"kind":"tag","fields":{"label":"x"}}"#, "needs about and label"),
    (#"{"kind":"access","fields":{"user":"eve","role":"manager"}}"#, "are not imported"),
    (#"{"kind":"member","fields":{"user":"eve"}}"#, "are not imported"),
    (Self.note(3, "again"), "repeats note/0000000000000003 of line 2"),
  ])
  func `refuses the whole file for one line`(line: String, said: String) throws {
    let lines = try lines()
    try lines.desk.expectDone("add", "account", "name=Kaarna")
    let before = try lines.digest()
    // An empty line says nothing and is passed over; this one holds half a value.
    let line = line.isEmpty ? "\u{1}" : line
    let space = try #require(lines.desk.json("list", "account")[0]["space"].string)
    let text = "\n\(Self.note(3, "a"))\n\(line)\n\(Self.note(4, "b"))\n"
      .replacing(Self.space, with: space)
    let outcome = try lines.take(text)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("line 3: "), "\(outcome.errors)")
    #expect(outcome.errors.contains(said), "\(outcome.errors)")
    #expect(outcome.errors.contains("Nothing was written."))
    #expect(try lines.digest() == before)
    let error = try lines.desk.run("import", lines.write(text), "--json").jsonError()
    #expect(error["code"] == "bad_lines")
  }

  @Test func `tells several lines at once, and how many more there are`() throws {
    let lines = try lines()
    let outcome = try lines.take(String(repeating: "x\n", count: 30))
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("line 20: "))
    #expect(!outcome.errors.contains("line 21: "))
    #expect(outcome.errors.contains("… and 10 more"))
  }

  @Test func `takes nothing of a file that was cut`() throws {
    let lines = try lines()
    let whole = "\(Self.account)\n\(Self.deal)\n"
    for count in [1, Self.account.utf8.count / 2, whole.utf8.count - 2] {
      let half = String(decoding: whole.utf8.prefix(count), as: UTF8.self)
      #expect(try lines.take(half).status == 2)
    }
    #expect(try lines.desk.json("list", "account") == .array([]))
  }

  @Test func `passes over marks, carriage returns and empty lines`() throws {
    let lines = try lines()
    let text = "\u{FEFF}\(Self.account)\r\n\r\n  \n\(Self.deal)\r\n\(Self.note(3, "last"))"
    #expect(try lines.report(text).counts == [3, 0, 0])
    #expect(try lines.report("").counts == [0, 0, 0])
  }

  @Test func `reads standard input`() throws {
    let lines = try lines()
    let outcome = try Program.fieldbook.run(
      ["import", "-"], environment: lines.desk.environment, input: "\(Self.account)\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.first?.hasPrefix("added 1 record") == true)
    let wrong = try Program.fieldbook.run(
      ["import", "-"], environment: lines.desk.environment, input: "{}\n")
    #expect(wrong.errors.contains("A line of standard input cannot be taken in"))
  }

  @Test func `refuses what is no file of lines`() throws {
    let lines = try lines()
    #expect(try lines.desk.run("import", lines.desk.directory).errors.contains("is a directory"))
    #expect(try lines.desk.run("import", "/nowhere/x").errors.contains("no file"))
    let long = String(repeating: "a", count: 21 << 20)
    let outcome = try lines.take("\(Self.account)\n\(Self.note(3, long))\n")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("line 2: The line is longer"), "\(outcome.errors.prefix(300))")
    let text = String(repeating: "a", count: 1 << 20)
    let longer = try lines.take("\(Self.account)\n\(Self.note(3, text + "a"))\n")
    #expect(longer.errors.contains("line 2: body is 1048577 bytes long, at most 1048576."))
    #expect(try lines.report("\(Self.account)\n\(Self.note(3, text))\n").counts == [2, 0, 0])
  }

  @Test func `says what it would do, and does nothing`() throws {
    let lines = try lines()
    let before = try lines.digest()
    let outcome = try lines.take("\(Self.account)\n\(Self.deal)\n", "--dry-run")
    #expect(outcome.status == 0)
    #expect(outcome.lines.first?.hasPrefix("would add 2 records, would change 0") == true)
    #expect(outcome.lines.last == "nothing was written")
    #expect(try lines.digest() == before)
    #expect(try lines.report("\(Self.account)\n", "--dry-run")["dryRun"] == true)
  }

  @Test func `splits what does not fit into one change`() throws {
    let lines = try lines()
    let notes = (16..<6_016).map { Self.note($0, "note \($0)") }
    let text = ([Self.account] + notes).joined(separator: "\n")
    #expect(try lines.report(text).counts == [6_001, 0, 0])
    try lines.desk.expectDone("doctor")
    #expect(try lines.report(text).counts == [0, 0, 6_001])
    let long = String(repeating: "word ", count: 200_000)
    let texts = ([Self.account] + (8_000..<8_012).map { Self.note($0, long) })
      .joined(separator: "\n")
    #expect(try lines.report(texts).counts == [12, 0, 1])
    try lines.desk.expectDone("doctor")
  }
}
