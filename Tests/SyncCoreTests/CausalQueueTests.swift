import SyncCore
import Testing

@Suite struct `A queue of changes` {
  private func change(_ replica: UInt64, _ sequence: UInt64, at time: Int64, after dots: [Dot] = [])
    -> Change
  {
    Change(
      dot: Dot(ReplicaID(rawValue: replica), sequence), dependencies: dots,
      time: HybridTime(milliseconds: time), actor: "anna", clockOffset: 0, intent: .edit, note: nil,
      writes: [
        Write(RecordKey("note", RecordID(truncating: 1)), "body", supersedes: [], value: .null)
      ])
  }

  @Test func `gives each author's changes in their order, the earliest of all first`() {
    var queue = CausalQueue([
      change(1, 2, at: 1), change(2, 1, at: 5), change(1, 1, at: 9), change(2, 2, at: 6),
    ])
    var dots: [String] = []
    while let next = queue.next(where: { _, _ in true }) {
      dots.append("\(next.dot.replica.rawValue):\(next.dot.sequence)")
    }
    #expect(dots == ["2:1", "2:2", "1:1", "1:2"])
  }

  @Test func `lets a change wait for what is still to come`() {
    let cause = Dot(ReplicaID(rawValue: 2), 2)
    var queue = CausalQueue([
      change(1, 1, at: 1, after: [cause]), change(2, 1, at: 5), change(2, 2, at: 6),
    ])
    #expect(queue.isWaiting(for: cause))
    var times: [Int64] = []
    while let next = queue.next(where: { change, queue in
      !change.dependencies.contains(where: queue.isWaiting)
    }) {
      times.append(next.time.milliseconds)
    }
    #expect(times == [5, 6, 1])
    #expect(!queue.isWaiting(for: cause))
  }

  @Test func `keeps what may not come`() {
    var queue = CausalQueue([change(1, 1, at: 1)])
    #expect(queue.next(where: { _, _ in false }) == nil)
    #expect(queue.isWaiting(for: Dot(ReplicaID(rawValue: 1), 1)))
    #expect(queue.next(where: { _, _ in true }) != nil)
    #expect(queue.next(where: { _, _ in true }) == nil)
  }
}
