import SyncCore
import SyncTesting
import Testing

/// Siblings with the times of their changes and, here and there, a base.
struct SiblingSet {
  private(set) var siblings: [Sibling] = []
  private(set) var times: [Dot: HybridTime] = [:]

  /// Values of any kind, times that are often equal.
  init(_ generator: inout SplitMix64, count: Int) {
    for index in 0..<count {
      let dot = Dot(ReplicaID.everybody[index % 3], UInt64(1 + index / 3))
      let value = valuesOfEveryKind.randomElement(using: &generator) ?? .null
      let baseValue = valuesOfEveryKind.randomElement(using: &generator) ?? .null
      let baseMinute = Int64.random(in: 0..<3, using: &generator)
      let base = Base(
        dot: .carol(UInt64.random(in: 50..<53, using: &generator)),
        time: Stamp.minute(baseMinute).time, value: baseValue)
      let hasBase = generator.isOneOf(2, in: 3)
      siblings.append(Sibling(dot: dot, value: value, base: hasBase ? base : nil))
      times[dot] = Stamp.minute(Int64.random(in: 3..<6, using: &generator)).time
    }
  }

  func stamp(of dot: Dot) -> Stamp {
    Stamp(time: times[dot, default: .zero], actor: "alice", clockOffset: 0)
  }

  func read(_ policy: Policy) -> Reading { policy.read(Cell(siblings), stamp: stamp) }

  /// Ascending by (time, replica, sequence).
  var ordered: [Sibling] {
    siblings.sorted {
      (times[$0.dot, default: .zero], $0.dot) < (times[$1.dot, default: .zero], $1.dot)
    }
  }

  var leastBase: Base? {
    ordered.compactMap(\.base).min { ($0.time, $0.dot) < ($1.time, $1.dot) }
  }
}

@Suite struct `Every policy` {
  @Test(arguments: Policy.allCases)
  func `reads a cell that nobody wrote as unset`(policy: Policy) {
    for cell in [nil, Cell()] {
      let reading = policy.read(cell) { _ in .minute(0) }
      #expect(reading.status == .unset)
      #expect(reading.value == .null)
      #expect(reading.candidates.isEmpty && reading.base == nil && reading.dots.isEmpty)
    }
  }

  @Test(arguments: Policy.allCases)
  func `reads a single write as it is, without asking for its stamp`(policy: Policy) {
    for value in valuesOfEveryKind {
      let base = Base(dot: .bob(9), time: .zero, value: .number(1))
      let reading = policy.read(Cell([Sibling(dot: .alice(1), value: value, base: base)])) { dot in
        Issue.record("asked for the stamp of \(dot)")
        return .minute(0)
      }
      #expect(reading.status == .single)
      #expect(reading.value == value)
      #expect(reading.base == base)
      // What was decided is decided: a write of the value in force reads as that value.
      let again = policy.read(Cell([Sibling(dot: .bob(1), value: reading.value)])) { _ in .minute(0)
      }
      #expect(again.value == value)
    }
  }

  @Test(arguments: Policy.allCases)
  func `takes equal values for agreement`(policy: Policy) {
    for value in valuesOfEveryKind {
      let cell = Cell([Sibling(dot: .alice(1), value: value), Sibling(dot: .bob(1), value: value)])
      let reading = policy.read(cell) { _ in .minute(0) }
      #expect(reading.status == .agreed)
      #expect(reading.value == value)
      #expect(reading.candidates.map(\.dots) == [[.alice(1), .bob(1)]])
    }
  }

  @Test(arguments: Policy.allCases)
  func `reads the same in whatever order the siblings came`(policy: Policy) {
    for seed in Seed.first(60) {
      var generator = seed.generator
      let set = SiblingSet(&generator, count: 4)
      let expected = set.read(policy)
      for order in permutations(set.siblings) {
        #expect(policy.read(Cell(order), stamp: set.stamp) == expected, "\(seed)")
      }
    }
  }

  @Test(arguments: Policy.allCases)
  func `is total over values of any kind, and shows every sibling`(policy: Policy) {
    for seed in Seed.first(400) {
      var generator = seed.generator
      let set = SiblingSet(&generator, count: Int.random(in: 2...5, using: &generator))
      let reading = set.read(policy)
      let values = Set(set.siblings.map(\.value))
      #expect(Set(reading.candidates.map(\.value)) == values, "\(seed)")
      #expect(reading.candidates.count == values.count, "\(seed)")
      #expect(reading.dots == set.siblings.map(\.dot).sorted(), "\(seed)")
      for candidate in reading.candidates {
        let writers = set.ordered.filter { $0.value == candidate.value }.map(\.dot)
        #expect(candidate.dots == writers, "\(seed)")
      }
      guard values.count > 1 else { continue }
      // None of these values is a version of a text, so there is nothing to merge.
      let waits = policy.asksPerson || policy == .text
      #expect(reading.status == (waits ? .conflict : .decided), "\(seed)")
      #expect(reading.base == set.leastBase, "\(seed)")
      let isInForce =
        policy == .reviewBase
        ? reading.value == set.leastBase?.value ?? .null : values.contains(reading.value)
      #expect(isInForce, "\(seed)")
    }
  }

  @Test func `has a name with a version`() {
    for policy in Policy.allCases {
      #expect(Policy(rawValue: policy.rawValue) == policy)
      #expect(policy.rawValue.hasSuffix("@1"))
    }
    #expect(Policy(rawValue: "latest@99") == nil)
  }
}

@Suite struct `A policy that decides` {
  @Test(arguments: Seed.first(300))
  func `goes by time, then replica, then sequence`(seed: Seed) {
    var generator = seed.generator
    let set = SiblingSet(&generator, count: 4)
    #expect(set.read(.latest).value == set.ordered.last?.value)
    let first = set.read(.first).value
    #expect(first == set.ordered.first?.value)
  }

  @Test(arguments: Seed.first(300))
  func `takes the least or the greatest value, of equal ranks the latest`(seed: Seed) {
    var generator = seed.generator
    let set = SiblingSet(&generator, count: 4)
    let values = set.ordered.map(\.value)
    let least = values.last { value in !values.contains { $0.precedes(value) } }
    let greatest = values.last { value in !values.contains { value.precedes($0) } }
    #expect(set.read(.least).value == least)
    #expect(set.read(.greatest).value == greatest)
  }

  @Test(arguments: [Policy.least, .greatest])
  func `takes the latest of groups, which have no order`(policy: Policy) {
    let older = Value.group(Group(["amount": .number(1)]))
    let newer = Value.group(Group(["amount": .number(2)]))
    let other: Value = policy == .least ? .unknown(tag: 99, payload: []) : .null
    let cell = Cell([
      Sibling(dot: .alice(1), value: older), Sibling(dot: .bob(1), value: newer),
      Sibling(dot: .carol(1), value: other),
    ])
    let reading = policy.read(cell) { _ in .minute(0) }
    #expect(reading.value == newer)
  }

  @Test(arguments: [Policy.anyTrue, .aliveWins])
  func `lets one true win`(policy: Policy) {
    let values: [Value] = [.boolean(false), .deleted(shown: VersionVector()), .null]
    for order in permutations(values + [.boolean(true)]) {
      #expect(read(policy, order).value == .boolean(true))
    }
    for order in permutations(values) { #expect(read(policy, order).value == order.last) }
  }

  /// The reading of values that were written one after another.
  private func read(_ policy: Policy, _ values: [Value]) -> Reading {
    let siblings = values.enumerated().map { index, value in
      Sibling(dot: .alice(UInt64(index + 1)), value: value)
    }
    return policy.read(Cell(siblings)) { .minute(Int64($0.sequence)) }
  }
}

@Suite struct `A policy that asks a person` {
  static let before = Base(dot: .carol(1), time: Stamp.minute(1).time, value: .number(100))
  static let later = Base(dot: .carol(2), time: Stamp.minute(2).time, value: .number(110))

  private func read(_ policy: Policy, alice: Base?, bob: Base?) -> Reading {
    let cell = Cell([
      Sibling(dot: .alice(1), value: .number(120), base: alice),
      Sibling(dot: .bob(1), value: .number(90), base: bob),
    ])
    // Bob wrote first.
    return policy.read(cell) { .minute($0.replica == .bob ? 3 : 4) }
  }

  @Test(
    arguments: [
      (before, before, .number(100)), (later, before, .number(100)), (before, later, .number(100)),
      (nil, later, .number(110)), (nil, nil, .null),
    ] as [(Base?, Base?, Value)])
  func `keeps the least base in force during a conflict`(alice: Base?, bob: Base?, value: Value) {
    let reading = read(.reviewBase, alice: alice, bob: bob)
    #expect(reading.status == .conflict)
    #expect(reading.value == value)
    #expect(reading.candidates.map(\.value) == [.number(90), .number(120)])
    #expect(reading.candidates.map(\.base) == [bob, alice])
  }

  @Test func `takes the lesser dot of bases of one time`() {
    let other = Base(dot: .bob(7), time: Self.before.time, value: .number(105))
    #expect(read(.reviewBase, alice: Self.before, bob: other).value == .number(105))
  }

  @Test func `shows the latest candidate where its name says so`() {
    let reading = read(.reviewLatest, alice: Self.before, bob: Self.later)
    #expect(reading.status == .conflict)
    #expect(reading.value == .number(120))
    #expect(reading.base == Self.before)
  }

  @Test func `is one of two`() {
    #expect(Policy.allCases.filter(\.asksPerson) == [.reviewBase, .reviewLatest])
  }
}
