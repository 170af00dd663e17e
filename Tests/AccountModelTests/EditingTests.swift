import AccountModel
import SyncCore
import Testing

@Suite struct `A typed-in assignment` {
  private let kind = Opportunity.schema.description

  @Test func `ends its name at the first equals sign`() {
    #expect(Assignment("name=a=b") == Assignment(name: "name", text: "a=b"))
    #expect(Assignment("name=") == Assignment(name: "name", text: ""))
    #expect(Assignment("name") == nil)
    #expect(Assignment("=a") == nil)
  }

  @Test func `goes into the cell of its group, over the members that were shown`() throws {
    let typed = [Assignment(name: "amount", text: "5"), Assignment(name: "name", text: "Kemi")]
    let cells = try kind.typedCells(typed)
    #expect(cells.map(\.field.name) == ["money", "name"])
    let shown = Value.group(Group(["amount": .number(3), "currency": .text("EUR")]))
    let value = cells[0].value(over: shown) { _, _ in .number(5) }
    #expect(value == .group(Group(["amount": .number(5), "currency": .text("EUR")])))
    #expect(cells[0].value(over: .null) { _, _ in .null } == .null)
  }

  @Test func `is refused where its field is unknown or named twice`() {
    #expect(throws: FieldFault.unknown("amuont", near: ["amount"])) {
      try kind.typedCells([Assignment(name: "amuont", text: "5")])
    }
    let twice = [Assignment(name: "amount", text: "5"), Assignment(name: "amount", text: "6")]
    #expect(throws: FieldFault.namedTwice("amount")) { try kind.typedCells(twice) }
    let members = [Assignment(name: "amount", text: "5"), Assignment(name: "currency", text: "A")]
    #expect((try? kind.typedCells(members))?.count == 1)  // No fault is expected.
  }
}

@Suite struct `A similar name` {
  @Test(
    arguments: [
      ("amuont", "amount"), ("amout", "amount"), ("amountt", "amount"), ("Amoumt", "amount"),
      ("expected", "expectedClose"),
    ] as [(Text, Text)])
  func `is found`(typed: Text, meant: Text) {
    let known: [Text] = ["name", "owner", "amount", "expectedClose", "stage"]
    #expect(Spelling.nearest(to: typed, among: known).first == meant)
  }

  @Test func `is not invented`() {
    #expect(Spelling.nearest(to: "shopping", among: ["name", "owner", "amount"]) == [])
    #expect(Spelling.nearest(to: "", among: ["name"]) == [])
  }
}

@Suite struct `What names a record` {
  @Test func `is a kind and an id, with or without a space`() {
    let space = "00112233445566778899aabbccddeeff"
    let query = RecordQuery("opportunity/00000000000000ab@\(space)")
    #expect(query.kind == "opportunity")
    #expect(query.isWholeID)
    #expect(query.space?.description == space)
    #expect(query.ids == RecordID(truncating: 0xAB)...RecordID(truncating: 0xAB))
  }

  @Test func `is the beginning of an id from four digits on`() {
    #expect(RecordQuery("bad").ids == nil)
    let low = RecordID(truncating: 0x1234_0000_0000_0000)
    let high = RecordID(truncating: 0x1234_FFFF_FFFF_FFFF)
    #expect(RecordQuery("1234").ids == low...high)
    #expect(RecordQuery("f234").ids == nil, "no id begins above 7")
    #expect(RecordQuery("Kemi").ids == nil)
  }

  @Test func `may be a name with any sign in it`() {
    #expect(RecordQuery("stakeholder/Anna").name == "Anna")
    let odd = RecordQuery("R/D budget @ Kemi")
    #expect(odd.kind == nil)
    #expect(odd.name == "R/D budget @ Kemi")
    #expect(odd.unknownKind == nil)
    #expect(RecordQuery("deal/00000000000000ab").unknownKind == "deal")
  }

  @Test func `stands before the last dot, the field behind it`() throws {
    let parts = try #require(RecordQuery.split("Nordvik Oy. Kemi.amount"))
    #expect(parts.record == "Nordvik Oy. Kemi")
    #expect(parts.field == "amount")
    #expect(RecordQuery.split("Kemi") == nil)
    #expect(RecordQuery.split("Oy. Kemi") == nil)
    #expect(RecordQuery.split(".amount") == nil)
  }
}

@Suite struct `A decision of a conflict` {
  private func close(_ status: Text, _ day: Int? = nil) -> Value {
    var members: [Text: Value] = ["status": .text(status)]
    if let day { members["closedOn"] = Day(daysSinceEpoch: day).map(Value.day) }
    return .group(Group(members))
  }

  /// The reading of two writes over a base, and what a decision for one status makes of it.
  private func decision(_ status: Text, base: Value, _ values: [Value]) -> Value {
    let siblings = values.enumerated().map { index, value in
      Sibling(
        dot: Dot(ReplicaID(rawValue: UInt64(index + 1)), 1), value: value,
        base: Base(dot: Dot(ReplicaID(rawValue: 9), 1), time: .zero, value: base))
    }
    let reading = Policy.reviewBase.read(Cell(siblings)) { (_: Dot) in
      Stamp(time: .zero, actor: "a", clockOffset: 0)
    }
    let decided = { (value: Value) -> Value in
      let group = if case .group(let group) = value { group } else { Group([:]) }
      return .group(group.replacing(["status": .text(status)]))
    }
    return decided(Decision.ground(of: reading, decided: decided))
  }

  @Test func `takes the one candidate that says the same as a whole`() {
    let values = [close("on_hold"), close("won", 20_524)]
    #expect(decision("won", base: close("open"), values) == close("won", 20_524))
  }

  @Test func `keeps else what all agree on and what is in force`() {
    let values = [close("on_hold", 7), close("won", 7)]
    #expect(decision("lost", base: close("open"), values) == close("lost", 7))
    #expect(
      decision("lost", base: close("open", 3), [close("on_hold"), close("won", 7)])
        == close("lost", 3))
  }
}
