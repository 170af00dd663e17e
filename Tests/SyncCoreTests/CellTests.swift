import SyncCore
import SyncTesting
import Testing

@Suite struct `A cell` {
  static func write(_ value: Int64, over shown: [Dot] = []) -> Write {
    Write(
      .milk, "amount", supersedes: shown, value: .number(Number(integerLiteral: value)))
  }

  @Test func `keeps a write until one supersedes it`() {
    var cell = Cell()
    cell.apply(Self.write(1), dot: .alice(1))
    cell.apply(Self.write(2, over: [.alice(1)]), dot: .bob(1))
    #expect(cell.siblings == [Sibling(dot: .bob(1), value: .number(2))])
  }

  @Test func `keeps concurrent writes, ascending by dot`() {
    var cell = Cell()
    cell.apply(Self.write(2), dot: .bob(1))
    cell.apply(Self.write(1), dot: .alice(1))
    cell.apply(Self.write(1), dot: .carol(1))
    #expect(cell.siblings.map(\.dot) == [.alice(1), .bob(1), .carol(1)])
  }

  @Test func `loses to an edit over a conflict only what the author was shown`() {
    var cell = Cell()
    cell.apply(Self.write(1), dot: .alice(1))
    cell.apply(Self.write(2), dot: .bob(1))
    cell.apply(Self.write(3, over: [.alice(1)]), dot: .alice(2))
    #expect(cell.siblings.map(\.dot) == [.alice(2), .bob(1)])
  }

  @Test func `keeps both where a stale save supersedes what is gone already`() {
    var cell = Cell()
    cell.apply(Self.write(1), dot: .alice(1))
    cell.apply(Self.write(2, over: [.alice(1)]), dot: .bob(1))
    // The editor was opened before Bob's write arrived and was saved after it.
    cell.apply(Self.write(3, over: [.alice(1)]), dot: .alice(2))
    #expect(cell.siblings.map(\.dot) == [.alice(2), .bob(1)])
  }

  @Test(arguments: Seed.first(150), [false, true])
  func `is the same whatever causal order its writes arrive in`(seed: Seed, isText: Bool) {
    var generator = seed.generator
    let history = CellHistory(&generator, writes: 6, isText: isText)
    let everything = VersionVector(history.events.map(\.dot))
    let expected = Cell(history.siblings(at: everything), past: history.past(at: everything))
    let orders = history.causalOrders()
    #expect(!orders.isEmpty)
    for order in orders {
      var cell = Cell()
      for event in order { cell.apply(event.write, dot: event.dot) }
      #expect(cell == expected)
    }
  }

  @Test(arguments: Seed.first(300), [false, true])
  func `joins as if every write had been applied`(seed: Seed, isText: Bool) {
    var generator = seed.generator
    let history = CellHistory(&generator, writes: 12, isText: isText)
    for _ in 0..<20 {
      let (a, b) = (cut(history, &generator), cut(history, &generator))
      let joined = a.joined(with: b)
      #expect(joined.cell == history.cell(at: a.applied.union(b.applied)))
      #expect(joined.cell.siblings == history.siblings(at: joined.applied))
      #expect(joined.cell.past == history.past(at: joined.applied))
    }
  }

  @Test(arguments: Seed.first(300), [false, true])
  func `joins commutatively, associatively and idempotently`(seed: Seed, isText: Bool) {
    var generator = seed.generator
    let history = CellHistory(&generator, writes: 12, isText: isText)
    for _ in 0..<20 {
      let a = cut(history, &generator)
      let b = cut(history, &generator)
      let c = cut(history, &generator)
      #expect(a.joined(with: a) == a)
      #expect(a.joined(with: b) == b.joined(with: a))
      #expect(a.joined(with: b).joined(with: c) == a.joined(with: b.joined(with: c)))
      #expect(a.joined(with: b).joined(with: b) == a.joined(with: b))
    }
  }

  private func cut(_ history: CellHistory, _ generator: inout SplitMix64) -> CellState {
    let applied = history.cuts.randomElement(using: &generator) ?? VersionVector()
    return CellState(cell: history.cell(at: applied), applied: applied)
  }
}

/// A cell together with what its replica has applied.
private struct CellState: Equatable {
  let cell: Cell
  let applied: VersionVector

  func joined(with other: CellState) -> CellState {
    CellState(
      cell: cell.joined(with: other.cell, applied: applied, otherApplied: other.applied),
      applied: applied.union(other.applied))
  }
}
