import SyncCore
import Testing

@Suite struct `A basis` {
  static let old = Base(dot: .carol(1), time: Stamp.minute(1).time, value: .number(100))

  private func read(_ policy: Policy, _ siblings: [Sibling]) -> Reading {
    policy.read(Cell(siblings), stamp: stamp)
  }

  private func basis(_ policy: Policy, _ siblings: [Sibling], pending: Set<Dot> = []) -> Basis {
    read(policy, siblings).basis(policy: policy, isPending: pending.contains, stamp: stamp)
  }

  /// Each of a replica's changes came a minute after the one before.
  private func stamp(_ dot: Dot) -> Stamp { .minute(Int64(dot.sequence)) }

  @Test(arguments: Policy.allCases)
  func `of an unset field is empty`(policy: Policy) {
    #expect(basis(policy, []) == .unset)
  }

  @Test(arguments: Policy.allCases.filter { !$0.asksPerson })
  func `carries no base where a policy decides`(policy: Policy) {
    let siblings = [
      Sibling(dot: .bob(2), value: .number(1), base: Self.old),
      Sibling(dot: .alice(3), value: .number(2), base: Self.old),
    ]
    #expect(basis(policy, siblings) == Basis(dots: [.alice(3), .bob(2)], base: nil))
  }

  @Test(arguments: [Policy.reviewBase, .reviewLatest])
  func `carries the value that was shown`(policy: Policy) {
    let siblings = [Sibling(dot: .bob(2), value: .number(1), base: Self.old)]
    let shown = Base(dot: .bob(2), time: Stamp.minute(2).time, value: .number(1))
    #expect(basis(policy, siblings) == Basis(dots: [.bob(2)], base: shown))
  }

  @Test(arguments: [old, nil] as [Base?])
  func `hands on the base of a write that the hub has not acknowledged`(base: Base?) {
    let siblings = [Sibling(dot: .bob(2), value: .number(1), base: base)]
    let basis = basis(.reviewBase, siblings, pending: [.bob(2)])
    #expect(basis == Basis(dots: [.bob(2)], base: base))
  }

  @Test(arguments: [Policy.reviewBase, .reviewLatest])
  func `hands on the base of a conflict`(policy: Policy) {
    let siblings = [
      Sibling(dot: .bob(2), value: .number(1), base: Self.old),
      Sibling(dot: .alice(3), value: .number(2)),
    ]
    #expect(basis(policy, siblings) == Basis(dots: [.alice(3), .bob(2)], base: Self.old))
  }

  @Test func `of an agreement names the latest who agreed`() {
    let siblings = [
      Sibling(dot: .bob(2), value: .number(1), base: Self.old),
      Sibling(dot: .alice(3), value: .number(1)),
    ]
    let latest = Base(dot: .alice(3), time: Stamp.minute(3).time, value: .number(1))
    #expect(basis(.reviewBase, siblings) == Basis(dots: [.alice(3), .bob(2)], base: latest))
  }

  @Test func `of a candidate leaves the others alone`() throws {
    let reading = read(
      .reviewBase,
      [
        Sibling(dot: .bob(2), value: .number(1), base: Self.old),
        Sibling(dot: .alice(3), value: .number(2)), Sibling(dot: .carol(4), value: .number(1)),
      ])
    let candidate = try #require(reading.candidates.first { $0.value == .number(1) })
    #expect(reading.basis(of: candidate) == Basis(dots: [.bob(2), .carol(4)], base: Self.old))
  }

  @Test func `keeps the value in force still through edits of a conflict and of pending writes`() {
    // Alice raises twice before she syncs; Bob lowers meanwhile. In force is what all had seen.
    let start = [Sibling(dot: .carol(1), value: .number(100))]
    let first = basis(.reviewBase, start)
    let one = [Sibling(dot: .alice(2), value: .number(120), base: first.base)]
    let second = basis(.reviewBase, one, pending: [.alice(2)])
    #expect(second.base == first.base)
    let both = [
      Sibling(dot: .alice(3), value: .number(130), base: second.base),
      Sibling(dot: .bob(2), value: .number(90), base: first.base),
    ]
    #expect(read(.reviewBase, both).value == .number(100))
  }
}
