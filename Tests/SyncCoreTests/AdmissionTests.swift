import SyncCore
import Testing

@Suite struct `A change` {
  static let chain = [UInt8](repeating: 7, count: 32)

  /// Alice has written two changes; her replica had applied one of Bob's.
  static let head = AuthorHead(
    sequence: 2, chain: chain, clock: VersionVector([.bob(1)]))

  static func write(over shown: [Dot] = [], _ field: Text = "name") -> Write {
    Write(.milk, field, supersedes: shown, value: .text("Milk"))
  }

  private func admission(
    _ change: Change, after head: AuthorHead? = head,
    at vector: [Dot] = [.alice(2), .bob(1)]
  ) -> Admission {
    change.admission(after: head, vector: VersionVector(vector))
  }

  @Test func `is ready after its author's last change and all that it depends on`() {
    #expect(admission(Change(.alice(3), [Self.write()])) == .ready)
    #expect(admission(Change(.alice(3), after: [.bob(1)], [Self.write()])) == .ready)
    #expect(admission(Change(.bob(1), [Self.write()]), after: nil, at: []) == .ready)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `is a duplicate where its count is applied`(sequence: UInt64) {
    #expect(admission(Change(.alice(sequence), [Self.write()])) == .duplicate)
  }

  @Test func `is a duplicate even where it contradicts itself`() {
    // What is applied was admitted once; its hash decides the rest.
    #expect(admission(Change(.alice(2), [])) == .duplicate)
  }

  @Test func `waits for the changes of its author before it`() {
    #expect(admission(Change(.alice(4), [Self.write()])) == .gap(expected: 3))
    #expect(admission(Change(.bob(2), [Self.write()]), after: nil) == .gap(expected: 1))
  }

  @Test func `waits for the changes of others that it depends on, and names them`() {
    let change = Change(.alice(3), after: [.carol(4), .bob(1)], [Self.write()])
    #expect(admission(change) == .missing([.carol(4)]))
    let both = Change(.alice(3), after: [.carol(4), .bob(2)], [Self.write()])
    #expect(admission(both) == .missing([.bob(2), .carol(4)]))
  }

  @Test(
    arguments: [
      [.alice(2)], [.alice(1), .alice(2)], [.bob(1)], [.carol(2)], [.carol(1), .bob(1)],
    ] as [[Dot]])
  func `supersedes what its author may have been shown`(shown: [Dot]) {
    let change = Change(.alice(3), after: [.carol(2)], [Self.write(over: shown)])
    #expect(admission(change, at: [.alice(2), .bob(1), .carol(2)]) == .ready)
  }

  @Test(arguments: [.alice(3), .alice(4), .bob(2), .carol(3)] as [Dot])
  func `is refused where it supersedes what its author cannot have been shown`(shown: Dot) {
    let change = Change(.alice(3), after: [.carol(2)], [Self.write(over: [shown])])
    let admission = admission(change, at: [.alice(9), .bob(9), .carol(9)])
    #expect(admission == .invalid(.supersedesUnseen(shown)))
  }

  @Test func `is refused where it depends on its own replica`() {
    let change = Change(.alice(3), after: [.alice(2)], [Self.write()])
    #expect(admission(change) == .invalid(.dependsOnItself))
  }

  @Test func `is refused where it writes nothing`() {
    #expect(admission(Change(.alice(3), [])) == .invalid(.writesNothing))
  }

  @Test func `is refused where it writes one cell twice`() {
    let twice = Change(.alice(3), [Self.write(), Self.write("amount"), Self.write()])
    #expect(admission(twice) == .invalid(.writesTwice(.milk, field: "name")))
    let apart = Change(
      .alice(3), [Self.write(), Write(.bread, "name", supersedes: [], value: .null)])
    #expect(admission(apart) == .ready)
  }

  @Test func `is refused for its fault before it waits for others`() {
    #expect(admission(Change(.alice(3), after: [.carol(9)], [])) == .invalid(.writesNothing))
  }

  @Test func `has a clock of its author's last one and what came since`() {
    let change = Change(.alice(3), after: [.carol(4)], [Self.write()])
    #expect(change.clock(after: Self.head.clock) == VersionVector([.bob(1), .carol(4)]))
  }

  @Test func `has one order of its parts, however they are given`() {
    let writes = [Self.write(over: [.bob(1), .alice(2)]), Self.write("amount")]
    let change = Change(.alice(3), after: [.carol(4), .bob(2)], writes)
    let other = Change(
      .alice(3), after: [.bob(2), .carol(4)],
      [Self.write("amount"), Self.write(over: [.alice(2), .bob(1)])])
    #expect(change == other)
    #expect(change.writes.map(\.field) == ["amount", "name"])
    #expect(change.dependencies == [.bob(2), .carol(4)])
  }

  @Test func `tells the time that its author's wall clock showed`() {
    let stamp = Stamp(time: HybridTime(milliseconds: 1_000), actor: "ana", clockOffset: 400)
    #expect(stamp.uncorrectedMilliseconds == 1_400)
  }
}

extension `A change` {
  fileprivate static func write(_ field: Text) -> Write { write(over: [], field) }
}
