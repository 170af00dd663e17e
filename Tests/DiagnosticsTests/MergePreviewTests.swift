import Diagnostics
import SyncCore
import Testing

@Suite struct `A merge preview` {
  /// The replica that holds the first changes of a story.
  private func target(_ log: StoryLog, holding count: Int) -> MergePreview.Target {
    let held = Array(log.changes.prefix(count))
    var records: [RecordKey: Record] = [:]
    var heads: [ReplicaID: AuthorHead] = [:]
    for change in held {
      for key in change.writes.map(\.key) { records[key, default: Record(key)].apply(change) }
      heads[change.dot.replica] = AuthorHead(
        sequence: change.dot.sequence, chain: [],
        clock: log.clock(of: change.dot) ?? VersionVector())
    }
    return MergePreview.Target(
      vector: VersionVector(held.map(\.dot)), head: { heads[$0] },
      record: { records[$0] ?? Record($0) }, stamp: { try log.stamp(of: $0) },
      policy: { _, _ in .reviewBase })
  }

  private func story() -> StoryLog {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    let base = Base(dot: first, time: HybridTime(milliseconds: 60_000), value: 1)
    log.write(.anna, 2, shown: [first], at: 2, base: base)
    log.write(.bernd, 3, shown: [first], received: [first], at: 3, base: base)
    log.write(.bernd, 4, of: .imatra, at: 4)
    return log
  }

  @Test func `says what would change and which conflict would open`() throws {
    let log = story()
    var preview = MergePreview(into: target(log, holding: 2))
    for change in log.changes { try preview.apply(change) }
    let changes = try preview.changes()
    #expect(changes.map(\.key) == [.kemi, .imatra])
    #expect(changes.map(\.opensConflict) == [true, false])
    #expect(changes.first?.before.value == 2)
    #expect(changes.first?.after.value == 1)
    #expect(preview.newRecords == [.imatra])
    #expect(preview.applied.map(\.dot) == [Dot(.bernd, 1), Dot(.bernd, 2)])
    #expect(preview.blocked.isEmpty)
  }

  @Test func `names what is missing and applies nothing after it`() throws {
    let log = story()
    var preview = MergePreview(into: target(log, holding: 0))
    for change in log.changes.dropFirst() { try preview.apply(change) }
    #expect(try preview.changes().isEmpty)
    #expect(preview.blocked.map(\.dot) == [Dot(.anna, 2), Dot(.bernd, 1)])
    #expect(preview.blocked.first?.admission == .gap(expected: 1))
    #expect(preview.blocked.last?.admission == .missing([Dot(.anna, 1)]))
  }
}

@Suite struct `Divergence of two replicas` {
  private let vector = VersionVector([Dot(.anna, 2)])

  private func verdict(
    _ left: VersionVector, _ leftDigest: String, _ right: VersionVector, _ rightDigest: String,
    fork: Dot? = nil, first: Divergence.Difference? = nil
  ) throws -> Divergence {
    try Divergence(
      left: (left, leftDigest), right: (right, rightDigest), fork: { fork }, first: { first })
  }

  @Test func `is disproven by equal vectors and digests`() throws {
    #expect(try verdict(vector, "a", vector, "a") == .proven)
  }

  @Test func `waits for a sync where vectors differ`() throws {
    let other = VersionVector([Dot(.bernd, 1)])
    #expect(
      try verdict(vector, "a", other, "b")
        == .differentVectors(onlyLeft: [Dot(.anna, 2)], onlyRight: [Dot(.bernd, 1)]))
  }

  @Test func `is a fork where one name stands for two changes`() throws {
    #expect(try verdict(vector, "a", vector, "a", fork: Dot(.anna, 1)) == .forked(Dot(.anna, 1)))
  }

  @Test func `is found at its first cell`() throws {
    let left = Record(
      .kemi, cells: ["a": Cell([Sibling(dot: Dot(.anna, 1), value: 1)]), "b": Cell()])
    let right = Record(
      .kemi, cells: ["a": Cell([Sibling(dot: Dot(.anna, 1), value: 2)]), "b": Cell()])
    let difference = Divergence.Difference.first([left], [right, Record(.imatra)])
    #expect(difference?.key == .kemi)
    #expect(difference?.field == "a")
    #expect(try verdict(vector, "a", vector, "b", first: difference) == .damaged(difference))
    #expect(Divergence.Difference.first([left], [left]) == nil)
    #expect(Divergence.Difference.first([left], [Record]())?.field == "a")
  }
}
