import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `Integrating a batch` {
  private let space = Sample.space()

  /// Three changes of Alice's.
  private func alice() throws -> MemoryDevice {
    let device = try Person.alice.device().lists([Sample.entry(1)])
    for field: Text in ["phone", "owner", "origin"] {
      try device.commit(in: space) { _ in Sample.edit(Sample.milk, field) }
    }
    return device
  }

  private func run(_ device: MemoryDevice, _ sequences: ClosedRange<UInt64>) throws -> ChangeRun {
    let push = try #require(try device.push(space, from: sequences.lowerBound))
    let run = push.outbox.run
    return ChangeRun(
      replica: run.replica, chainPrefix: run.chainPrefix,
      changes: Array(run.changes.prefix(sequences.count)))
  }

  /// Integrates the runs at Bob's; returns the outcome and how many changes were applied.
  private func integrate(
    _ runs: [ChangeRun], at bob: MemoryDevice
  ) throws -> (outcome: Integration, applied: Int) {
    try bob.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      let outcome = try integrator.integrate(ChangeBatch(runs: runs))
      try integrator.finish()
      return (outcome, integrator.applied.count)
    }
  }

  private func bob() throws -> MemoryDevice { try Person.bob.device().lists([Sample.entry(1)]) }

  @Test func `applies what is new`() throws {
    let alice = try alice()
    let bob = try bob()
    let result = try integrate([run(alice, 1...3)], at: bob)
    #expect(result == (.complete, 3))
    #expect(bob.spaces[space]?.content.records == alice.spaces[space]?.content.records)
    #expect(bob.spaces[space]?.content.heads == alice.spaces[space]?.content.heads)
  }

  @Test func `does nothing with what is there`() throws {
    let alice = try alice()
    let bob = try bob()
    _ = try integrate([run(alice, 1...3)], at: bob)
    #expect(try integrate([run(alice, 2...3)], at: bob) == (.complete, 0))
  }

  @Test func `finds a gap`() throws {
    let result = try integrate([run(alice(), 2...3)], at: bob())
    #expect(result == (.gap(Person.alice.replica, expected: 1), 0))
  }

  @Test func `finds another change with the same dot`() throws {
    let bob = try bob()
    _ = try integrate([run(alice(), 1...3)], at: bob)
    let other = try Person.alice.device().lists([Sample.entry(1)])
    try other.commit(in: space) { _ in Sample.edit(Sample.bread) }
    let result = try integrate([run(other, 1...1)], at: bob)
    #expect(result == (.fork(Dot(Person.alice.replica, 1)), 0))
  }

  @Test func `finds another history before a new change`() throws {
    let alice = try alice()
    let bob = try bob()
    _ = try integrate([run(alice, 1...2)], at: bob)
    let run = try run(alice, 3...3)
    let forged = ChangeRun(
      replica: run.replica, chainPrefix: Array(repeating: 0, count: 8), changes: run.changes)
    #expect(try integrate([forged], at: bob) == (.fork(Dot(Person.alice.replica, 3)), 0))
  }

  @Test func `names what is missing and keeps what came before it`() throws {
    let alice = try alice()
    let carol = ReplicaID(rawValue: 0xC3)
    let first = try run(alice, 1...1)
    let second = try run(alice, 2...2).changes[0]
    let dependent = Change(
      dot: second.dot, dependencies: [Dot(carol, 4)], time: second.time, actor: second.actor,
      clockOffset: 0, intent: .edit, writes: second.writes)
    let bob = try bob()
    let batch = ChangeRun(
      replica: first.replica, chainPrefix: first.chainPrefix,
      changes: first.changes + [dependent])
    #expect(try integrate([batch], at: bob) == (.missing([Dot(carol, 4)]), 1))
    #expect(bob.spaces[space]?.content.vector == VersionVector([Dot(Person.alice.replica, 1)]))
  }

  @Test func `refuses a change that supersedes what its author cannot have seen`() throws {
    let change = Change(
      dot: Dot(Person.alice.replica, 1), dependencies: [], time: .zero, actor: "alice",
      clockOffset: 0, intent: .edit,
      writes: [
        Write(
          Sample.milk, "phone", supersedes: [Dot(Person.bob.replica, 1)], value: .boolean(true))
      ])
    let seed = HashChain.seed(space: space, replica: Person.alice.replica)
    let run = ChangeRun(
      replica: change.dot.replica, chainPrefix: HashChain.prefix(seed), changes: [change])
    let fault = ChangeFault.supersedesUnseen(Dot(Person.bob.replica, 1))
    #expect(try integrate([run], at: bob()) == (.invalid(change.dot, fault), 0))
  }
}
