import SyncCore
import SyncTesting
import Testing

/// Siblings by three people with the minutes in which they were written.
private struct WrittenCell {
  private(set) var siblings: [Sibling] = []
  private(set) var minutes: [Dot: Int64] = [:]

  /// One sibling by each person in turn; each carries the given base, if any.
  init(_ values: [Value], at minutes: [Int64], bases: [Base?] = []) {
    for (index, value) in values.enumerated() {
      let dot = Dot(ReplicaID.everybody[index], 1)
      let base = index < bases.count ? bases[index] : nil
      siblings.append(Sibling(dot: dot, value: value, base: base))
      self.minutes[dot] = minutes[index]
    }
  }

  func stamp(of dot: Dot) -> Stamp { .minute(minutes[dot, default: 0]) }

  func read(_ policy: Policy) -> Reading { policy.read(Cell(siblings), stamp: stamp) }

  func read(_ policy: Policy, order: [Sibling]) -> Reading {
    policy.read(Cell(order), stamp: stamp)
  }
}

/// All sequences of `count` of the given elements.
private func sequences<Element>(_ elements: [Element], count: Int) -> [[Element]] {
  guard count > 0 else { return [[]] }
  let rest = sequences(elements, count: count - 1)
  return elements.flatMap { element in rest.map { [element] + $0 } }
}

/// Few values, among them some that many policies treat specially.
private let tellingValues: [Value] = [
  .null, .boolean(true), .number(2), .text("milk"), .deleted(shown: VersionVector([.bob(2)])),
  .unknown(tag: 99, payload: [7]),
]

@Suite struct `The laws of every policy` {
  /// Every pair of values of every kind, and every triple of telling ones, in every order in time.
  private static func cells() -> [WrittenCell] {
    let pairs = sequences(valuesOfEveryKind, count: 2).flatMap { values in
      [[1, 2], [2, 1], [1, 1]].map { WrittenCell(values, at: $0) }
    }
    let triples = sequences(tellingValues, count: 3).flatMap { values in
      [[1, 2, 3], [3, 1, 1], [2, 2, 1]].map { WrittenCell(values, at: $0) }
    }
    return pairs + triples
  }

  @Test(arguments: Policy.allCases)
  func `no order of siblings makes a difference`(policy: Policy) {
    for cell in Self.cells() {
      let reading = cell.read(policy)
      let orders = permutations(cell.siblings)
      #expect(orders.allSatisfy { cell.read(policy, order: $0) == reading })
    }
  }

  @Test(arguments: Policy.allCases)
  func `equal values agree, and nothing else does`(policy: Policy) {
    for cell in Self.cells() {
      let values = Set(cell.siblings.map(\.value))
      let reading = cell.read(policy)
      #expect((reading.status == .agreed) == (values.count == 1))
      #expect(reading.candidates.count == values.count)
      if values.count == 1 { #expect(values.contains(reading.value)) }
    }
  }

  @Test(arguments: Policy.allCases)
  func `who asks a person decides nothing, who decides asks nobody`(policy: Policy) {
    // Long texts have cases of both, and tests of their own.
    guard policy != .text else { return }
    for cell in Self.cells() where Set(cell.siblings.map(\.value)).count > 1 {
      let reading = cell.read(policy)
      #expect(reading.status == (policy.asksPerson ? .conflict : .decided))
      let isOneOfThem = cell.siblings.map(\.value).contains(reading.value)
      // Without a base nothing was in force before.
      #expect(isOneOfThem || (policy == .reviewBase && reading.value == .null))
    }
  }

  @Test(arguments: Policy.allCases)
  func `what is in force stays in force once it is written`(policy: Policy) {
    for cell in Self.cells() {
      let value = cell.read(policy).value
      let written = Cell([Sibling(dot: .bob(9), value: value)])
      #expect(policy.read(written) { _ in .minute(0) }.value == value)
    }
  }

  @Test(arguments: Policy.allCases)
  func `no superseded value is ever shown, whatever the clocks say`(policy: Policy) {
    for seed in Seed.first(60) {
      var generator = seed.generator
      let history = CellHistory(&generator, writes: 14)
      let minutes = Dictionary(
        uniqueKeysWithValues: history.events.map { event in
          (event.dot, Int64.random(in: 0..<5, using: &generator))
        })
      for cut in history.cuts {
        let live = history.siblings(at: cut).map(\.dot)
        let reading = policy.read(history.cell(at: cut)) { .minute(minutes[$0, default: 0]) }
        #expect(reading.dots == live, "\(seed)")
        #expect(reading.status == .unset || !live.isEmpty, "\(seed)")
      }
    }
  }

  @Test(arguments: Policy.allCases)
  func `a shown base is the least of those that were carried`(policy: Policy) {
    let bases: [Base?] = [
      nil, Base(dot: .carol(3), time: Stamp.minute(1).time, value: .number(1)),
      Base(dot: .carol(4), time: Stamp.minute(1).time, value: .number(2)),
      Base(dot: .bob(3), time: Stamp.minute(2).time, value: .number(3)),
    ]
    for carried in sequences(bases, count: 3) {
      let cell = WrittenCell([.number(7), .number(8), .number(9)], at: [4, 5, 6], bases: carried)
      let least = carried.compactMap { $0 }.min { ($0.time, $0.dot) < ($1.time, $1.dot) }
      #expect(cell.read(policy).base == least)
    }
  }
}

@Suite struct `A decision of a person` {
  private static let asking = Policy.allCases.filter(\.asksPerson)

  /// Three people wrote three values; all are live.
  private func contested() -> Cell {
    Cell([
      Sibling(dot: .alice(1), value: .number(1)), Sibling(dot: .bob(1), value: .number(2)),
      Sibling(dot: .carol(1), value: .number(3)),
    ])
  }

  private func read(_ policy: Policy, _ cell: Cell) -> Reading {
    policy.read(cell) { .minute(Int64($0.sequence)) }
  }

  private func write(_ value: Number, over basis: Basis) -> Write {
    Write(.milk, "amount", supersedes: basis.dots, value: .number(value), base: basis.base)
  }

  private func basis(_ policy: Policy, _ cell: Cell) -> Basis {
    read(policy, cell).basis(
      policy: policy, isPending: { (_: Dot) in false }, stamp: { _ in .minute(1) })
  }

  @Test(arguments: asking)
  func `removes exactly what its author was shown`(policy: Policy) {
    var cell = contested()
    let shown = basis(policy, cell)
    // Somebody else writes meanwhile.
    let own = read(policy, cell).basis(of: read(policy, cell).candidates[0])
    cell.apply(write(4, over: own), dot: .alice(2))
    cell.apply(write(9, over: shown), dot: .bob(2))
    #expect(cell.siblings.map(\.dot) == [.alice(2), .bob(2)])
    #expect(read(policy, cell).status == .conflict)
  }

  @Test(arguments: asking)
  func `is a conflict again beside a different one, and agrees with an equal one`(policy: Policy) {
    for (mine, theirs, status) in [
      (7, 8, Reading.Status.conflict), (7, 7, .agreed),
    ] as [(Number, Number, Reading.Status)] {
      var cell = contested()
      let shown = basis(policy, cell)
      cell.apply(write(mine, over: shown), dot: .alice(2))
      cell.apply(write(theirs, over: shown), dot: .bob(2))
      #expect(read(policy, cell).status == status)
      #expect(cell.siblings.map(\.dot) == [.alice(2), .bob(2)])
    }
  }

  @Test(arguments: Policy.allCases)
  func `of one candidate leaves the others`(policy: Policy) {
    for index in 0..<3 {
      var cell = contested()
      let candidate = read(policy, cell).candidates[index]
      cell.apply(
        write(9, over: read(policy, cell).basis(of: candidate)),
        dot: Dot(candidate.dots[0].replica, 2))
      let left = contested().siblings.map(\.dot).filter { !candidate.dots.contains($0) }
      #expect(Set(cell.siblings.map(\.dot)) == Set(left + [Dot(candidate.dots[0].replica, 2)]))
    }
  }

  @Test(arguments: Policy.allCases)
  func `of a value by several removes all who wrote it`(policy: Policy) {
    var cell = Cell([
      Sibling(dot: .alice(1), value: .number(1)), Sibling(dot: .bob(1), value: .number(1)),
    ])
    cell.apply(write(5, over: basis(policy, cell)), dot: .carol(1))
    #expect(cell.siblings.map(\.dot) == [.carol(1)])
  }
}

@Suite struct `What a policy's version means` {
  private static let before = Base(dot: .carol(1), time: Stamp.minute(1).time, value: .number(100))
  private static let later = Base(dot: .carol(2), time: Stamp.minute(2).time, value: .number(110))

  /// What Alice, Bob and Carol wrote, each in a minute; the same for every policy.
  private static let cells: [String: WrittenCell] = [
    "numbers": WrittenCell([.number(120), .number(90)], at: [4, 3], bases: [before, later]),
    "one time": WrittenCell([.number(120), .number(90)], at: [3, 3], bases: [nil, later]),
    "answers": WrittenCell([.boolean(false), .boolean(true)], at: [4, 3]),
    "lives": WrittenCell([.boolean(true), .deleted(shown: VersionVector([.bob(2)]))], at: [2, 3]),
    "kinds": WrittenCell([.text("b"), .number(5), .null], at: [1, 3, 2]),
    "days": WrittenCell(
      [.day(Day(milliseconds: 0)), .day(Day(milliseconds: Day.millisecondsPerDay))], at: [3, 4]),
  ]

  /// The values in force, conflicts marked: whoever wants another meaning writes `@2`.
  private static let meanings: [Policy: [String: String]] = [
    .latest: [
      "numbers": "120", "one time": "90", "answers": "no", "lives": "deleted", "kinds": "5",
      "days": "1970-01-02",
    ],
    .first: [
      "numbers": "90", "one time": "120", "answers": "yes", "lives": "yes", "kinds": "b",
      "days": "1970-01-01",
    ],
    .least: [
      "numbers": "90", "one time": "90", "answers": "no", "lives": "yes", "kinds": "",
      "days": "1970-01-01",
    ],
    .greatest: [
      "numbers": "120", "one time": "120", "answers": "yes", "lives": "deleted", "kinds": "b",
      "days": "1970-01-02",
    ],
    .anyTrue: [
      "numbers": "120", "one time": "90", "answers": "yes", "lives": "yes", "kinds": "5",
      "days": "1970-01-02",
    ],
    .reviewBase: [
      "numbers": "100!", "one time": "110!", "answers": "!", "lives": "!", "kinds": "!",
      "days": "!",
    ],
    .reviewLatest: [
      "numbers": "120!", "one time": "90!", "answers": "no!", "lives": "deleted!", "kinds": "5!",
      "days": "1970-01-02!",
    ],
    // Of values that are no long text; how those are merged has tests of its own.
    .text: [
      "numbers": "120!", "one time": "90!", "answers": "no!", "lives": "deleted!", "kinds": "5!",
      "days": "1970-01-02!",
    ],
    .aliveWins: [
      "numbers": "120", "one time": "90", "answers": "yes", "lives": "yes", "kinds": "5",
      "days": "1970-01-02",
    ],
  ]

  @Test(arguments: Policy.allCases)
  func `never changes`(policy: Policy) throws {
    let meaning = try #require(Self.meanings[policy], "\(policy.rawValue) is not pinned here")
    #expect(meaning.count == Self.cells.count)
    for (name, cell) in Self.cells {
      let reading = cell.read(policy)
      let text = reading.value.description + (reading.status == .conflict ? "!" : "")
      #expect(text == meaning[name], "\(policy.rawValue) of \(name)")
    }
  }

  @Test func `has these names`() {
    #expect(
      Policy.allCases.map(\.rawValue) == [
        "latest@1", "first@1", "least@1", "greatest@1", "anyTrue@1", "review(base)@1",
        "review(latest)@1", "text@1", "aliveWins@1",
      ])
  }
}
