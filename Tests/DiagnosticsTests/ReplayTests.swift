import Diagnostics
import SyncCore
import Testing

@Suite struct `A replay under another policy` {
  private func replay(
    _ log: StoryLog, actual: Policy = .latest, other: Policy, since: Int64 = 0
  ) -> [WhatIf.Difference] {
    var whatIf = WhatIf(
      kind: "opportunity", field: "money", actual: actual, other: other,
      since: HybridTime(milliseconds: since * 60_000))
    for change in log.changes { whatIf.apply(change) }
    return whatIf.differences()
  }

  @Test func `finds nothing where nobody met`() {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    log.write(.bernd, 2, shown: [first], received: [first], at: 2)
    #expect(replay(log, other: .first).isEmpty)
    #expect(replay(log, other: .reviewBase).isEmpty)
  }

  @Test func `lists a value that would differ, and when it first did`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    log.write(.anna, 2, shown: [first], at: 2)
    log.write(.bernd, 3, shown: [first], received: [first], at: 3)
    log.write(.carl, 8, of: .imatra, at: 4)
    let difference = try #require(replay(log, other: .first).first)
    #expect(replay(log, other: .first).count == 1)
    #expect(difference.key == .kemi)
    #expect(difference.reading.value == 3)
    #expect(difference.other.value == 2)
    #expect(difference.first.milliseconds == 180_000)
    #expect(difference.differsNow)
  }

  @Test func `lists a value that differed for a while`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    let second = log.write(.anna, 2, shown: [first], at: 2)
    let third = log.write(.bernd, 3, shown: [first], received: [first], at: 3)
    log.write(.carl, 4, shown: [second, third], received: [second, third], at: 9)
    let difference = try #require(replay(log, other: .first).first)
    #expect(!difference.differsNow)
    #expect(difference.reading.value == 4)
    #expect(replay(log, other: .first, since: 4).isEmpty)
  }

  @Test func `works out the base that a person's policy would have kept in force`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    log.write(.anna, 2, shown: [first], at: 2)
    log.write(.bernd, 3, shown: [first], received: [first], at: 3)
    let difference = try #require(replay(log, other: .reviewBase).first)
    #expect(difference.reading.value == 3)
    #expect(difference.other.value == 1)
    #expect(difference.other.status == .conflict)
  }

  @Test func `counts live writes of a snapshot`() throws {
    var log = StoryLog()
    let late = log.write(.bernd, 3, at: 3)
    var whatIf = WhatIf(kind: "opportunity", field: "money", actual: .latest, other: .first)
    let stamp = Stamp(time: .zero, actor: "anna", clockOffset: 0)
    whatIf.begin(.kemi, with: Sibling(dot: Dot(.anna, 9), value: 7), stamp: stamp)
    for change in log.changes { whatIf.apply(change) }
    #expect(whatIf.differences().map(\.other.value) == [7])
    #expect(whatIf.differences().first?.reading.dots == [Dot(.anna, 9), late])
  }
}

@Suite struct `A causal order` {
  @Test func `puts what a change depends on before it, and times do not matter`() {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 50)
    let second = log.write(.bernd, 2, shown: [first], received: [first], at: 10)
    let third = log.write(.anna, 3, shown: [second], received: [second], at: 5)
    let sorted = CausalOrder.sorted(log.changes.reversed())
    #expect(sorted.map(\.dot) == [first, second, third])
  }

  @Test func `begins after what is held without bodies, and leaves out what lacks its ground`() {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    let second = log.write(.bernd, 2, received: [first], at: 2)
    log.write(.carl, 3, received: [Dot(.anna, 2)], at: 3)
    let rest = Array(log.changes.dropFirst())
    #expect(CausalOrder.sorted(rest).isEmpty)
    #expect(CausalOrder.sorted(rest, after: VersionVector([first])).map(\.dot) == [second])
  }
}

@Suite struct `A count of contention` {
  @Test func `counts where people met and who decided`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    let second = log.write(.anna, 2, shown: [first], at: 2)
    let third = log.write(.bernd, 3, shown: [first], received: [first], at: 3)
    log.write(
      .carl, 4, shown: [second, third], received: [second, third], at: 9, intent: .resolve)
    log.write(.carl, 4, field: "name", at: 10)
    var contention = Contention()
    for change in log.changes { contention.apply(change) }
    #expect(contention.ranking.count == 1)
    let top = try #require(contention.ranking.first)
    #expect(top.name == Contention.FieldName(kind: "opportunity", field: "money"))
    #expect(top.count.writes == 4)
    #expect(top.count.encounters == 1)
    #expect(top.count.decisions == 1)
  }
}
