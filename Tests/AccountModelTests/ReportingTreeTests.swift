import AccountModel
import SyncCore
import Testing

/// A generator for these tests: the numbers follow from the seed alone.
///
/// Source: Vigna, "xorshift*", 2016.
private struct Numbers: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 2 &+ 0x9E37_79B9_7F4A_7C15 }
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

private func person(_ number: Int) -> RecordID { RecordID(truncating: UInt64(number)) }

private func line(_ someone: Int, _ boss: Int, at minute: Int64, by author: UInt64 = 1)
  -> ReportingTree.Line
{
  ReportingTree.Line(
    person: person(someone), boss: person(boss),
    time: HybridTime(milliseconds: minute * 60_000), dot: Dot(ReplicaID(rawValue: author), 1))
}

@Suite struct `A reporting tree` {
  @Test func `is what people wrote where nothing contradicts`() {
    let tree = ReportingTree(
      people: (1...4).map(person), lines: [line(2, 1, at: 5), line(3, 1, at: 1), line(4, 3, at: 2)])
    #expect(tree.bosses == [person(2): person(1), person(3): person(1), person(4): person(3)])
    #expect(tree.flags.isEmpty)
    #expect(tree.reports(to: nil) == [person(1)])
    #expect(tree.reports(to: person(1)) == [person(2), person(3)])
  }

  @Test func `leaves out the last line of a circle`() {
    let lines = [line(1, 2, at: 1), line(2, 3, at: 3), line(3, 1, at: 2)]
    let tree = ReportingTree(people: (1...3).map(person), lines: lines)
    #expect(tree.bosses == [person(1): person(2), person(3): person(1)])
    #expect(tree.flags == [person(2): .circle(person(3))])
  }

  @Test func `goes by replica and sequence where times are equal`() {
    let lines = [line(1, 2, at: 1, by: 9), line(2, 1, at: 1, by: 4)]
    let tree = ReportingTree(people: (1...2).map(person), lines: lines)
    #expect(tree.flags == [person(1): .circle(person(2))])
  }

  @Test func `has nobody report to themselves`() {
    let tree = ReportingTree(people: [person(1)], lines: [line(1, 1, at: 1)])
    #expect(tree.bosses.isEmpty)
    #expect(tree.flags == [person(1): .circle(person(1))])
  }

  @Test func `puts those at the top whose boss is not there, and says so`() {
    let tree = ReportingTree(
      people: [person(1), person(2)],
      lines: [line(1, 7, at: 1), line(2, 1, at: 1), line(8, 1, at: 1)])
    #expect(tree.bosses == [person(2): person(1)])
    #expect(tree.flags == [person(1): .bossMissing(person(7))])
  }

  @Test func `takes records of one person for one`() {
    let aliases = StakeholderAliases([person(5): person(1)])
    let tree = ReportingTree(
      people: [1, 2, 3, 5].map(person),
      lines: [line(2, 5, at: 1), line(5, 3, at: 2), line(1, 2, at: 1)], aliases: aliases)
    #expect(tree.people == [1, 2, 3].map(person))
    #expect(tree.bosses == [person(2): person(1), person(1): person(3)])
  }

  /// Lines among a few people, some to somebody who is not there.
  private static func lines(_ numbers: inout Numbers, people: Int) -> [ReportingTree.Line] {
    (1...people).compactMap { someone in
      guard Int.random(in: 0..<6, using: &numbers) > 0 else { return nil }
      return line(
        someone, Int.random(in: 1...people + 1, using: &numbers),
        at: Int64.random(in: 0..<4, using: &numbers), by: UInt64(someone))
    }
  }

  /// The people on a circle of lines: those whom following the lines leads back to themselves.
  private static func circles(_ lines: [ReportingTree.Line]) -> [Set<RecordID>] {
    let next = Dictionary(uniqueKeysWithValues: lines.map { ($0.person, $0.boss) })
    let circles = next.keys.compactMap { start -> Set<RecordID>? in
      var seen: Set<RecordID> = [start]
      var current = next[start]
      while let someone = current, someone != start {
        guard seen.insert(someone).inserted else { return nil }
        current = next[someone]
      }
      return current == start ? seen : nil
    }
    return Array(Set(circles))
  }

  @Test(arguments: 0..<2_000 as Range<UInt64>)
  func `drops the last line of each circle and no other`(seed: UInt64) {
    var numbers = Numbers(seed: seed)
    let count = Int.random(in: 1...7, using: &numbers)
    let lines = Self.lines(&numbers, people: count)
    let everybody = (1...count).map(person)
    let tree = ReportingTree(people: everybody, lines: lines)
    // The order in which lines come makes no difference.
    #expect(
      ReportingTree(people: everybody.reversed(), lines: lines.shuffled(using: &numbers)) == tree)
    let valid = lines.filter { everybody.contains($0.boss) }
    let dropped = Self.circles(valid).map { circle in
      valid.filter { circle.contains($0.person) }.max { ($0.time, $0.dot) < ($1.time, $1.dot) }
    }
    for line in lines {
      let isLast = dropped.contains(line)
      let isMissing = !everybody.contains(line.boss)
      #expect((tree.bosses[line.person] == line.boss) == !(isLast || isMissing), "seed \(seed)")
      let flag: ReportingTree.Flag? =
        isMissing ? .bossMissing(line.boss) : isLast ? .circle(line.boss) : nil
      #expect(tree.flags[line.person] == flag, "seed \(seed)")
    }
    // Everybody is reached from the top, so there is no circle and nobody is lost.
    var reached: Set<RecordID> = []
    var open = tree.reports(to: nil)
    while let next = open.popLast() {
      if reached.insert(next).inserted { open += tree.reports(to: next) }
    }
    #expect(reached == Set(everybody), "seed \(seed)")
  }

  @Test(arguments: 0..<1_000 as Range<UInt64>)
  func `does not change for others when a line is added elsewhere`(seed: UInt64) {
    var numbers = Numbers(seed: seed)
    let count = Int.random(in: 2...7, using: &numbers)
    let everybody = (1...count + 1).map(person)
    // Nobody reports to the newcomer, so that the new line is on no circle.
    let lines = Self.lines(&numbers, people: count).filter { $0.boss != person(count + 1) }
    let before = ReportingTree(people: everybody, lines: lines)
    let boss = Int.random(in: 1...count, using: &numbers)
    let added = line(count + 1, boss, at: Int64.random(in: 0..<4, using: &numbers), by: 99)
    let after = ReportingTree(people: everybody, lines: lines + [added])
    #expect(after.bosses.filter { $0.key != person(count + 1) } == before.bosses, "seed \(seed)")
    #expect(after.bosses[person(count + 1)] == person(boss), "seed \(seed)")
    #expect(after.flags == before.flags, "seed \(seed)")
  }
}
