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
    whatIf.begin(.kemi, with: [Sibling(dot: Dot(.anna, 9), value: 7)]) { _ in stamp }
    for change in log.changes { whatIf.apply(change) }
    #expect(whatIf.differences().map(\.other.value) == [7])
    #expect(whatIf.differences().first?.reading.dots == [Dot(.anna, 9), late])
  }

  @Test func `lists what differs already where the log begins`() throws {
    let begun = [Sibling(dot: Dot(.anna, 4), value: 7), Sibling(dot: Dot(.bernd, 2), value: 8)]
    func differences(since: Int64) -> [WhatIf.Difference] {
      var whatIf = WhatIf(
        kind: "opportunity", field: "money", actual: .latest, other: .first,
        since: HybridTime(milliseconds: since))
      whatIf.begin(.kemi, with: begun) { dot in
        let time = HybridTime(milliseconds: dot.replica == .anna ? 1_000 : 2_000)
        return Stamp(time: time, actor: "anna", clockOffset: 0)
      }
      return whatIf.differences()
    }
    let difference = try #require(differences(since: 0).first)
    #expect(difference.reading.value == 8)
    #expect(difference.other.value == 7)
    #expect(difference.first.milliseconds == 2_000)
    #expect(differences(since: 3_000).isEmpty)
  }

  @Test func `reads patches of versions that were past where the log begins`() throws {
    let (first, second) = (Dot(ReplicaID.anna, 1), Dot(ReplicaID.anna, 2))
    // A patch has to be worth it.
    let rest = "Leena decides alone, and she has to be called before the plans are made in spring."
    let texts = ["May. It is blue", "June. It is blue", "July. It is blue", "June. It is green"]
      .map { Text("The pump opens in \($0). \(rest)") }
    func patch(_ base: Dot, _ old: Int, _ new: Int) throws -> Value {
      .prose(.patch(try #require(Prose.Patch(base: base, from: texts[old], to: texts[new]))))
    }
    var log = StoryLog()
    log.write(.bernd, try patch(second, 1, 2), shown: [second], received: [second], at: 3)
    log.write(.carl, try patch(second, 1, 3), shown: [second], received: [second], at: 4)
    var whatIf = WhatIf(kind: "opportunity", field: "money", actual: .text, other: .latest)
    whatIf.begin(
      .kemi,
      with: [
        Sibling(dot: first, value: .prose(.whole(texts[0]))),
        Sibling(dot: second, value: try patch(first, 0, 1), supersedes: [first]),
      ]
    ) { _ in Stamp(time: .zero, actor: "anna", clockOffset: 0) }
    for change in log.changes { whatIf.apply(change) }
    let difference = try #require(whatIf.differences().first)
    #expect(difference.reading.value == .text(Text("The pump opens in July. It is green. \(rest)")))
    #expect(difference.other.value == .text(texts[3]))
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
  @Test func `leaves out what the hub purges`() {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    log.write(.carl, .absent, shown: [first], received: [first], at: 2)
    log.write(.bernd, 3, shown: [first], received: [first], at: 3)
    var contention = Contention()
    for change in log.changes { contention.apply(change) }
    #expect(contention.ranking.isEmpty)
    #expect(contention.counts.values.map(\.writes) == [2])
  }

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
