import SyncCore
import Testing

@Suite struct `The order of values` {
  @Test func `is strict and total between kinds`() {
    for (index, left) in valuesOfEveryKind.enumerated() {
      #expect(!left.precedes(left))
      for right in valuesOfEveryKind[(index + 1)...] {
        #expect(left.precedes(right) && !right.precedes(left), "\(left) before \(right)")
      }
    }
  }
}

@Suite struct `A group` {
  @Test func `leaves null members out and orders the others by name`() {
    let group = Group(["currency": .text("EUR"), "amount": .number(12), "note": .null])
    #expect(group.members.map(\.name) == ["amount", "currency"])
    #expect(group["note"] == .null)
    #expect(group == Group(["amount": .number(12), "currency": .text("EUR")]))
  }

  @Test func `keeps the members that are not named`() {
    let group = Group(["currency": .text("EUR"), "amount": .number(12)])
    #expect(
      group.replacing(["amount": .number(13)])
        == Group(["currency": .text("EUR"), "amount": .number(13)]))
    #expect(group.replacing(["amount": .null]) == Group(["currency": .text("EUR")]))
  }
}
