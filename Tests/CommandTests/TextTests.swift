import Foundation
import Testing

@Suite struct `A long text` {
  private static let plan =
    "The pump house opens in May. It is blue.\n\nLeena decides alone.\n\nWe meet in spring."

  /// A note that two edits began from, neither of which had seen the other; gives its reference.
  private func note(_ desk: Desk, _ first: String, _ second: String) throws -> (
    ref: String, status: Int32
  ) {
    let ref = "note/\(try desk.expectDone("add", "note", "body=\(Self.plan)"))"
    let basis = try desk.basis("\(ref).body")
    try desk.expectDone("set", ref, "body=\(first)")
    let stale = try desk.run("set", ref, "body=\(second)", "--basis", basis)
    return (ref, stale.status)
  }

  @Test func `merges edits of different sentences without a question`() throws {
    let desk = try Desk(account: "Kaarna")
    let (ref, status) = try note(
      desk, Self.plan.replacing("in May", with: "in June"),
      Self.plan.replacing("blue", with: "green") + "\n\nBring the plans.")
    #expect(status == 0)
    let merged =
      "The pump house opens in June. It is green.\n\nLeena decides alone.\n\n"
      + "We meet in spring.\n\nBring the plans."
    #expect(try desk.value(ref, "body") == .string(merged))
    #expect(try desk.json("status")["conflicts"] == 0)
    #expect(try desk.json("explain", "\(ref).body")["status"] == "decided")
    #expect(try desk.run("check").status == 0)
    // What was shown is what both wrote, so an edit leaves one version.
    try desk.expectDone("set", ref, "body=\(merged) All of them.")
    #expect(try desk.json("explain", "\(ref).body")["status"] == "single")
    #expect(try desk.run("doctor").status == 0)
  }

  /// Two edits of the first sentence, one of them with more.
  private func contested(_ desk: Desk) throws -> String {
    let (ref, status) = try note(
      desk, Self.plan.replacing("in May", with: "in June"),
      Self.plan.replacing("pump", with: "power").replacing("alone", with: "with Otto"))
    #expect(status == 3)
    return ref
  }

  @Test func `shows two edits of one sentence with what stood there before`() throws {
    let desk = try Desk(account: "Kaarna")
    let ref = try contested(desk)
    let conflict = try desk.json("conflicts")[0]
    #expect(conflict["policy"] == "text@1")
    #expect(conflict["base"] == .string(Self.plan))
    let place = conflict["places"][0]
    #expect(place["base"] == "The pump house opens in May. It is blue.")
    #expect(
      place["sides"].values.map { $0["text"] } == [
        "The pump house opens in June. It is blue.", "The power house opens in May. It is blue.",
      ])
    let shown = try desk.value(ref, "body").string ?? ""
    #expect(shown.hasPrefix("The power house opens in May."))
    #expect(shown.contains("Leena decides with Otto."))
    for command in ["conflicts", "show"] {
      let arguments = command == "show" ? [command, ref] : [command]
      let text = try Program.fieldbook.run(arguments, environment: desk.environment).output
      #expect(text.contains("base  The pump house opens in May. It is blue.\n"))
      #expect(text.contains("1)  The pump house opens in June. It is blue.\n"))
      #expect(text.contains("2)  The power house opens in May. It is blue.\n"))
    }
  }

  @Test func `opens with marks and is decided by a save without them`() throws {
    let desk = try Desk(account: "Kaarna")
    let ref = try contested(desk)
    let careless = try desk.script("sed -i 's/blue/red/' \"$1\"")
    let refused = try desk.run("edit", "\(ref).body", environment: ["EDITOR": careless])
    #expect(refused.status == 3)
    #expect(refused.errors.contains("still holds marks"))
    #expect(try desk.run("edit", "\(ref).body", environment: ["EDITOR": "true"]).status == 0)
    #expect(try desk.run("conflicts").status == 3)
    // Keeps the first side and drops the marks, the other side and what stood there before.
    let careful = try desk.script(
      """
      grep -q '^# Several people' "$1"
      grep -q '^<<<<<<< alice, alice-x1, ' "$1"
      sed -i -e '/^=======/,/^>>>>>>>/d' -e '/^<<<<<<</d' "$1"
      """)
    let saved = try desk.run("edit", "\(ref).body", environment: ["EDITOR": careful])
    #expect(saved.status == 0, "\(saved.errors)")
    let decided = Self.plan.replacing("in May", with: "in June")
      .replacing("alone", with: "with Otto")
    #expect(try desk.value(ref, "body") == .string(decided))
    #expect(try desk.run("conflicts").status == 0)
    let last = try #require(try desk.json("history", "\(ref).body").values.last)
    #expect(last["intent"] == "resolve")
    #expect(last["writes"][0]["value"] == .string(decided))
    #expect(last["writes"][0]["supersedes"].values.count == 2)
    // Taking the decision back brings the very same question back.
    try desk.expectDone("undo")
    let again = try desk.json("conflicts")[0]["places"][0]
    #expect(again["base"] == "The pump house opens in May. It is blue.")
    #expect(try desk.run("doctor").status == 0)
  }

  @Test func `is decided by one of the versions, and brought back from an old one`() throws {
    let desk = try Desk(account: "Kaarna")
    let ref = try contested(desk)
    try desk.expectDone("resolve", "\(ref).body", "--take", "1", "--why", "June it is")
    #expect(
      try desk.value(ref, "body") == .string(Self.plan.replacing("in May", with: "in June")))
    let dots = try desk.json("history", "\(ref).body").values.compactMap { $0["dot"].string }
    try desk.expectDone("set", "\(ref).body", "--from", dots[2])
    #expect(try desk.value(ref, "body").string?.contains("power house") == true)
  }
}
