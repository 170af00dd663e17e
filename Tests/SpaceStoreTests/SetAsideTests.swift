import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `Changes that a device set aside` {
  private let world: StoreWorld
  private let device: TestDevice
  private let space: SpaceID
  private let note = RecordKey(Note.kind, RecordID(truncating: 9))
  private let anna = ReplicaID(rawValue: 77)

  init() throws {
    world = try StoreWorld()
    device = try world.device("eero", number: 1)
    space = try device.addAccount("Kaarna")
  }

  /// A change of Anna's, in the minute that its count says.
  private func change(
    _ sequence: UInt64, _ value: Value, over shown: [Dot] = [], field: Text = "body",
    origin: Origin? = nil, replica: ReplicaID? = nil
  ) -> Change {
    Change(
      dot: Dot(replica ?? anna, sequence), dependencies: [],
      time: HybridTime(milliseconds: 1_772_000_000_000 + Int64(sequence) * 60_000), actor: "anna",
      clockOffset: 0, intent: .edit, origin: origin,
      writes: [Write(note, field, supersedes: shown, value: value)])
  }

  private func setAside(_ changes: Change..., for refusal: Refusal = .roleTooLow) throws {
    try device.store.write(space) { ledger in
      for change in changes { try ledger.setAside(change, for: refusal) }
    }
  }

  private func take(_ changes: Change...) throws {
    try device.store.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      for change in changes {
        let run = ChangeRun(replica: change.dot.replica, chainPrefix: [], changes: [change])
        let outcome = try integrator.integrate(ChangeBatch(runs: [run]))
        #expect(outcome == .complete)
      }
      try integrator.finish()
    }
  }

  private func values() throws -> [Value] {
    try device.store.setAsideChanges().flatMap(\.writes).map(\.value)
  }

  @Test func `are listed with author, time, reason and values, once each`() throws {
    world.clock.milliseconds += 5
    let (first, second) = (change(1, .text("one")), change(2, .text("two")))
    try setAside(second, first)
    try setAside(first)
    let changes = try device.store.setAsideChanges()
    #expect(changes.map(\.dot) == [first.dot, second.dot])
    #expect(changes.map(\.stamp) == [first.stamp, second.stamp])
    #expect(Set(changes.map(\.space)) == [space])
    #expect(Set(changes.map(\.refusal)) == [.roleTooLow])
    #expect(Set(changes.map(\.setAsideAt)) == [world.clock.milliseconds])
    let write = try #require(changes.first?.writes.first)
    #expect(write.key == note)
    #expect(write.field == "body")
    #expect(write.value == .text("one"))
    #expect(!write.isFragment)
  }

  @Test func `are both listed where two bear one name`() throws {
    try setAside(change(1, .text("one")), change(1, .text("other")))
    #expect(Set(try values()) == [.text("one"), .text("other")])
  }

  @Test func `are listed no more once the hub took them`() throws {
    let (first, second) = (change(1, .text("one")), change(2, .text("two")))
    try setAside(first, second)
    try take(first)
    #expect(try values() == [.text("two")])
  }

  @Test func `stay listed where another change of that name came`() throws {
    try setAside(change(1, .text("one")))
    try take(change(1, .text("other")))
    #expect(try values() == [.text("one")])
  }

  @Test func `are listed no more once they came in a snapshot, written over or not`() throws {
    let (first, second, third) = (
      change(1, .text("one")), change(2, .text("two")), change(3, .text("three"))
    )
    try setAside(first, second, third)
    try device.store.write(space) { ledger in
      var part = SnapshotPart(heads: [
        SnapshotHead(
          replica: anna, number: 5,
          head: AuthorHead(sequence: 2, chain: [1], clock: VersionVector()))
      ])
      part.stamps[second.dot] = second.stamp
      try ledger.adopt(part)
    }
    #expect(try values() == [.text("three")])
  }

  @Test func `are listed no more once their author wrote them again`() throws {
    let first = change(1, .text("one"))
    try setAside(first)
    let origin = Origin(
      dot: first.dot, hash: ChangeHash.hash(canonical: Canonical.encode(first)), actor: "anna",
      time: first.time)
    try take(change(1, .text("one"), origin: origin, replica: ReplicaID(rawValue: 78)))
    #expect(try values() == [])
  }

  @Test func `show a long text whole, and of one whose beginning is gone what was added`() throws {
    let old = Text(String(repeating: "They want the pump by May. ", count: 9))
    let text = Text(old.string + "Ask Eero. ")
    let first = change(1, .prose(.whole(old)))
    let patch = try #require(Prose.Patch(base: first.dot, from: old, to: text))
    let second = change(2, .prose(.patch(patch)), over: [first.dot])
    try setAside(second)
    let fragment = try #require(try device.store.setAsideChanges().first?.writes.first)
    #expect(fragment.isFragment)
    #expect(fragment.value.description.contains("Ask Eero."))
    #expect(!fragment.value.description.contains("pump"))
    try setAside(first)
    #expect(try values() == [.prose(.whole(old)), .prose(.whole(text))])
    #expect(try device.store.setAsideChanges().allSatisfy { !$0.writes[0].isFragment })
    // The beginning is held: it is enough.
    try take(first)
    #expect(try values() == [.prose(.whole(text))])
  }
}
