import Foundation
import Testing

/// Lines out of one replica and into another.
@Suite struct `A round trip of lines` {
  /// A replica with two accounts full of awkward values.
  private func fullDesk() throws -> Desk {
    let desk = try Desk(account: "Kaarna")
    let boss = try desk.expectDone("add", "stakeholder", "name=Marek", "email=m@example.com")
    try desk.expectDone("add", "stakeholder", "name=Ida \"Iso\" Aho", "boss=Marek", "key=yes")
    try desk.expectDone(
      "add", "opportunity", "name=Kemi", "amount=1200000.5", "currency=EUR",
      "stage=solution_vision",
      "expectedClose=2026-06-30", "marginPct=0.000000001")
    try desk.expectDone("set", "Kemi", "stage=selection", "reason=they asked")
    try desk.expectDone("unset", "Kemi", "expectedClose")
    try desk.expectDone("add", "note", "body=first\n\tline \\ 😀 é\u{301}\u{2028}end", "about=Kemi")
    try desk.expectDone("add", "action", "text=call", "parent=Kemi", "customerOwner=\(boss)")
    try desk.expectDone("add", "activity", "kind=visit", "objective=see", "notes=long\n\ntext")
    try desk.expectDone("add", "account", "name=Raahe", "parent=Kaarna")
    return desk
  }

  private func empty() throws -> LineFile {
    let desk = try Desk()
    try desk.expectDone("init", "--user", "bernd", "--device", "bernd-x1")
    return LineFile(desk: desk)
  }

  /// The lines with the spaces that another replica made for them.
  private func translated(_ text: String, _ from: Desk, _ to: Desk) throws -> String {
    var text = text
    for name in ["Kaarna", "Raahe"] {
      let old = try #require(from.json("show", name)["space"].string)
      let new = try #require(to.json("show", name)["space"].string)
      text = text.replacing(old, with: new)
    }
    return text
  }

  @Test func `through an empty replica gives the same bytes`() throws {
    let source = try fullDesk()
    let exported = try LineFile(desk: source).exported()
    let target = try empty()
    let outcome = try target.take(exported)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try target.exported() == translated(exported, source, target.desk))
    // Neither file says anything new to either replica.
    let count = Double(exported.split(separator: "\n").count)
    #expect(try target.report(exported).counts == [0, 0, count])
    #expect(try target.report(target.exported()).counts == [0, 0, count])
    #expect(try LineFile(desk: source).report(exported).counts == [0, 0, count])
    try target.desk.expectDone("doctor")
  }

  @Test func `gives ids that follow from values their own in the new space`() throws {
    let source = try fullDesk()
    try source.expectDone("add", "tag", "--in", "Kaarna", "about=Kemi", "label=hot")
    try source.expectDone(
      "add", "opportunityRole", "--in", "Kaarna", "opportunity=Kemi", "stakeholder=Marek",
      "role=champion")
    let tag = try #require(source.json("list", "tag")[0]["id"].string)
    try source.expectDone("add", "note", "--in", "Kaarna", "body=why hot", "about=tag/\(tag)")
    let exported = try LineFile(desk: source).exported()
    let target = try empty()
    #expect(try target.take(exported).status == 0)
    let newTag = try #require(target.desk.json("list", "tag")[0]["id"].string)
    #expect(newTag != tag)
    let notes = try target.desk.json("list", "note").values
    #expect(notes.contains { $0["fields"]["about"].string == "tag/\(newTag)" })
    // The very same record comes when somebody adds it there.
    try target.desk.expectDone("add", "tag", "--in", "Kaarna", "about=Kemi", "label=hot")
    #expect(try target.desk.json("list", "tag").values.count == 1)
    let count = Double(exported.split(separator: "\n").count)
    #expect(try target.report(exported).counts == [0, 0, count])
    try target.desk.expectDone("doctor")
  }

  @Test func `prints the fields as show does`() throws {
    let desk = try fullDesk()
    for line in try LineFile(desk: desk).exported().split(separator: "\n") {
      let record = try JSONValue(parsing: String(line))
      #expect(record.keys == ["kind", "id", "space", "fields"])
      #expect(line.hasPrefix(#"{"kind":""#))
      let kind = try #require(record["kind"].string)
      let id = try #require(record["id"].string)
      let shown = try desk.run("show", "\(kind)/\(id)", "--json").output
      let fields = try #require(line.firstRange(of: #""fields":{"#)?.lowerBound)
      #expect(shown.contains(line[fields...].dropLast()), "\(line)")
    }
    let only = try desk.run("export", "--in", "Raahe").output
    #expect(only.split(separator: "\n").count == 1)
  }

  @Test(.timeLimit(.minutes(5))) func `is whole or not at all when the program is killed`() throws {
    let source = try fullDesk()
    let exported = try LineFile(desk: source).exported()
    let count = exported.split(separator: "\n").count
    var killed = 0
    var wholes: Set<Bool> = []
    var write = 1
    var isOver = false
    while !isOver {
      let target = try empty()
      let program = KilledProgram(program: .fieldbook, environment: target.desk.environment)
      let outcome = try program.run(["import", target.write(exported)], atWrite: write)
      if outcome.wasKilled { killed += 1 }
      try target.desk.expectDone("doctor")
      let present = try target.exported().split(separator: "\n").count
      #expect([0, count].contains(present), "after the kill at write \(write)")
      isOver = !outcome.wasKilled
      if isOver { #expect(present == count) }
      wholes.insert(present == count)
      // Once more, and everything is there.
      #expect(try target.take(exported).status == 0)
      #expect(try target.exported() == translated(exported, source, target.desk))
      // The import makes some hundred writes.
      write += 9
    }
    #expect(killed > 5)
    #expect(wholes == [true, false])
  }
}
