import AccountModel
import Diagnostics
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `The cause of a change that was written again` {
  private let world: StoreWorld
  private let device: TestDevice
  private let space: SpaceID
  private let note = RecordKey(Note.kind, RecordID(truncating: 9))
  private let old = ReplicaID(rawValue: 77)
  private let new = ReplicaID(rawValue: 78)

  init() throws {
    world = try StoreWorld()
    device = try world.device("eero", number: 1)
    space = try device.addAccount("Kaarna")
  }

  private func change(
    _ dot: Dot, _ value: Value, minute: Int64 = 1, origin: Origin? = nil
  ) -> Change {
    Change(
      dot: dot, dependencies: [],
      time: HybridTime(milliseconds: 1_772_000_000_000 + minute * 60_000), actor: "eero",
      clockOffset: 0, intent: .edit, origin: origin,
      writes: [Write(note, "body", supersedes: [], value: value)])
  }

  private func origin(of change: Change) -> Origin {
    Origin(
      dot: change.dot, hash: ChangeHash.hash(canonical: Canonical.encode(change)),
      actor: change.actor, time: change.time)
  }

  private func take(_ changes: Change...) throws {
    try device.store.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      for change in changes {
        let run = ChangeRun(replica: change.dot.replica, chainPrefix: [], changes: [change])
        #expect(try integrator.integrate(ChangeBatch(runs: [run])) == .complete)
      }
      try integrator.finish()
    }
  }

  private func note(_ kind: IdentityEvent.Kind, minute: Int64) throws {
    try device.store.write(space) { ledger in
      try ledger.note(
        IdentityEvent(
          at: 1_772_000_000_000 + minute * 60_000, kind: kind, space: space, replica: new, count: 1)
      )
    }
  }

  private func causes() throws -> [Dot: RewritingCause] {
    let explanation = try device.store.read(space) { try $0.explanation(note, "body") }
    let writes = explanation.candidates.flatMap(\.writes)
    return Dictionary(
      writes.compactMap { write in write.rewritten.map { (write.dot, $0.cause) } },
      uniquingKeysWith: { first, _ in first })
  }

  @Test func `is the name where another change bears it`() throws {
    let first = change(Dot(old, 1), .text("mine"))
    try take(
      change(Dot(old, 1), .text("theirs")),
      change(Dot(new, 1), .text("mine"), minute: 2, origin: origin(of: first)))
    #expect(try causes() == [Dot(new, 1): .nameUsedTwice])
  }

  @Test func `is the name where only a stamp tells of the other change`() throws {
    let first = change(Dot(old, 1), .text("mine"))
    let other = change(Dot(old, 1), .text("theirs"), minute: 3)
    try take(change(Dot(new, 1), .text("mine"), minute: 4, origin: origin(of: first)))
    #expect(try causes() == [Dot(new, 1): .unknown])
    try device.store.write(space) { ledger in
      var part = SnapshotPart(heads: [
        SnapshotHead(
          replica: old, number: 5,
          head: AuthorHead(sequence: 1, chain: [1], clock: VersionVector()))
      ])
      part.stamps[other.dot] = other.stamp
      try ledger.adopt(part)
    }
    #expect(try causes() == [Dot(new, 1): .nameUsedTwice])
  }

  @Test func `is a refused change before it where this replica set one aside then`() throws {
    let (first, second) = (
      change(Dot(old, 2), .text("one")), change(Dot(old, 3), .text("two"))
    )
    try take(
      change(Dot(new, 1), .text("one"), minute: 10, origin: origin(of: first)),
      change(Dot(new, 2), .text("two"), minute: 90, origin: origin(of: second)))
    try note(.setAside, minute: 11)
    try note(.forked, minute: 91)
    #expect(try causes() == [Dot(new, 1): .earlierRefused, Dot(new, 2): .unknown])
  }

  @Test func `is the form where this replica wrote it again because of that`() throws {
    let first = change(Dot(old, 2), .text("one"))
    try take(change(Dot(new, 1), .text("one"), minute: 10, origin: origin(of: first)))
    try note(.rewritten, minute: 11)
    try note(.setAside, minute: 91)
    #expect(try causes() == [Dot(new, 1): .notTaken])
  }

  @Test func `is not the name where the very change bears it`() throws {
    let first = change(Dot(old, 1), .text("mine"))
    try take(first, change(Dot(new, 1), .text("mine"), minute: 2, origin: origin(of: first)))
    #expect(try causes() == [Dot(new, 1): .unknown])
  }
}
