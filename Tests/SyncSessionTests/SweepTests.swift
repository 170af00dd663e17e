import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A compaction of a space` {
  private static let day: Int64 = 86_400_000
  private let team = Team()
  private let now = Moment.now + 181 * day
  private var space: SpaceID { team.space }
  private let phone: Text = "phone"

  init() throws { for person in Person.allCases { team.hub.enrol(try person.caller()) } }

  private func write(
    _ person: Person, _ sequence: UInt64, _ writes: [Write], after dependencies: [Dot] = [],
    at time: Int64 = Moment.now
  ) throws {
    let change = Change(
      dot: Dot(person.replica, sequence), dependencies: dependencies,
      time: HybridTime(milliseconds: time), actor: person.user, clockOffset: 0, intent: .edit,
      writes: writes)
    try team.hub.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      let prefix = HashChain.prefix(
        ledger.head(of: person.replica)?.chain
          ?? HashChain.seed(space: space, replica: person.replica))
      let run = ChangeRun(replica: person.replica, chainPrefix: prefix, changes: [change])
      #expect(try integrator.integrate(ChangeBatch(runs: [run])) == .complete)
      try integrator.finish()
    }
  }

  private func a(_ sequence: UInt64) -> Dot { Dot(Person.alice.replica, sequence) }

  /// Alice creates a record with a phone number and deletes it.
  private func createAndDelete(at time: Int64 = Moment.now) throws {
    try write(
      .alice, 1,
      [
        Write(Sample.milk, Field.life, supersedes: [], value: .boolean(true)),
        Write(Sample.milk, phone, supersedes: [], value: .text("1")),
      ])
    try write(
      .alice, 2,
      [
        Write(
          Sample.milk, Field.life, supersedes: [a(1)],
          value: .deleted(shown: VersionVector([a(1)])))
      ], at: time)
  }

  private func sawEverything(_ people: [Person]) throws {
    let head = team.hub.spaces[space]?.hubSequence ?? 0
    for person in people {
      team.hub.note(DeviceContact(caller: try person.caller(), cursors: [space: head]))
    }
  }

  @discardableResult
  private func compact(
    active: [Person] = Person.allCases, now: Int64? = nil, forgettingBodies: Bool = false
  ) throws -> SweepCount {
    try team.hub.compact(
      space, active: Set(active.map { try $0.key().publicKey }), now: now ?? self.now,
      forgettingBodies: forgettingBodies)
  }

  private var record: Record? { team.hub.spaces[space]?.content.records[Sample.milk] }

  @Test func `purges a covered deletion that is old and known to all`() throws {
    try createAndDelete()
    try sawEverything(Person.allCases)
    #expect(try compact().purgedRecords == 1)
    #expect(record == nil)
    let written = team.hub.spaces[space]?.order.last?.dot
    let change = written.flatMap { team.hub.spaces[space]?.content.log[$0]?.change }
    #expect(change?.intent == .administer)
    #expect(change?.writes.allSatisfy { $0.value == .absent } == true)
    // Whoever holds it can hand it on to a restored hub.
    let proof = team.hub.spaces[space]?.proofs.last
    #expect(proof?.replica == written?.replica)
    #expect(try compact().purgedRecords == 0)
  }

  @Test func `keeps a deletion that a device in use has not applied`() throws {
    try createAndDelete()
    try sawEverything([.alice])
    #expect(try compact().purgedRecords == 0)
    #expect(record?.life == .deleted)
    // A retired device keeps nothing.
    #expect(try compact(active: [.alice]).purgedRecords == 1)
  }

  @Test func `keeps a young deletion`() throws {
    try createAndDelete(at: Moment.now + 2 * Self.day)
    try sawEverything(Person.allCases)
    #expect(try compact().purgedRecords == 0)
    #expect(try compact(now: now + Self.day).purgedRecords == 1)
  }

  @Test func `keeps a deletion that somebody's edit contests`() throws {
    try createAndDelete()
    try write(
      .bob, 1, [Write(Sample.milk, phone, supersedes: [a(1)], value: .text("2"))],
      after: [a(1)])
    try sawEverything(Person.allCases)
    #expect(try compact().purgedRecords == 0)
    #expect(record?.life == .contested(editedFields: [phone]))
  }

  @Test func `keeps what no backup covers`() throws {
    team.hub.markBackedUp()
    try createAndDelete()
    try sawEverything(Person.allCases)
    #expect(try compact().purgedRecords == 0)
    team.hub.markBackedUp()
    #expect(try compact().purgedRecords == 1)
  }

  @Test func `puts a late edit of a purged record into quarantine`() throws {
    try createAndDelete()
    try sawEverything(Person.allCases)
    try compact()
    try write(
      .bob, 1, [Write(Sample.milk, phone, supersedes: [a(1)], value: .text("late"))],
      after: [a(1)])
    #expect(record?.life == .quarantined)
    #expect(record?.cells[phone]?.siblings.map(\.value) == [.text("late")])
  }

  /// Alice writes a text so many times, each time whole or as a patch of the last version.
  private func writeVersions(_ count: UInt64, patchFrom first: UInt64 = .max) throws {
    for sequence in 1...count {
      let value: Value
      if sequence < first {
        value = .prose(.whole(Text("\(sequence)")))
      } else {
        let patch = Prose.Patch(
          base: a(sequence - 1), checksum: 0,
          hunks: [Prose.Hunk(copied: 0, deleted: 0, inserted: [UInt8(ascii: "x")])])
        value = .prose(.patch(patch))
      }
      try write(
        .alice, sequence,
        [
          Write(
            Sample.milk, "body", supersedes: sequence == 1 ? [] : [a(sequence - 1)],
            value: value)
        ], at: Moment.now + Int64(sequence))
    }
    try sawEverything(Person.allCases)
  }

  private var versions: [Dot] { record?.cells["body"]?.past.map(\.dot) ?? [] }

  @Test func `releases all but the last three past versions of a text`() throws {
    try writeVersions(7)
    #expect(versions.count == 6)
    #expect(try compact().releasedVersions == 3)
    #expect(versions == [a(4), a(5), a(6)])
    #expect(record?.cells["body"]?.siblings.map(\.dot) == [a(7)])
  }

  @Test func `keeps the versions that later ones are patches of`() throws {
    try writeVersions(8, patchFrom: 4)
    // 5, 6 and 7 are the last three; they and 8 go back to 3, which is whole.
    #expect(try compact().releasedVersions == 2)
    #expect(versions == [a(3), a(4), a(5), a(6), a(7)])
  }

  @Test func `keeps every version of a text that is in conflict`() throws {
    try writeVersions(6)
    try write(
      .bob, 1, [Write(Sample.milk, "body", supersedes: [a(5)], value: .prose(.whole("b")))],
      after: [a(5)])
    try sawEverything(Person.allCases)
    #expect(try compact().releasedVersions == 0)
  }

  @Test func `keeps the versions that a device in use may still be at`() throws {
    try writeVersions(7)
    team.hub.note(DeviceContact(caller: try Person.bob.caller(), cursors: [space: 5]))
    #expect(try compact().releasedVersions == 0)
  }

  @Test func `keeps every body unless told to forget, and then serves a snapshot`() throws {
    try createAndDelete()
    try sawEverything(Person.allCases)
    let bob = try Person.bob.device()
    try compact(now: Moment.now)
    #expect(team.hub.spaces[space]?.content.log.count == 2)
    let count = try compact(now: Moment.now, forgettingBodies: true)
    #expect(count.droppedBodies == 2)
    #expect(team.hub.spaces[space]?.content.log.isEmpty == true)
    try team.sync(bob, of: .bob)
    #expect(bob.spaces[space]?.content.vector == VersionVector([a(2)]))
    #expect(bob.spaces[space]?.content.records[Sample.milk]?.life == .deleted)
  }

  @Test func `recognises a repeated change whose body it forgot, and a forged one`() throws {
    let run = RunSample(.alice, count: 2)
    let proof = try run.proof(by: .alice)
    let forged = RunSample(.alice, count: 2, value: .text("forged"))
    _ = try offer(run, proof)
    try sawEverything(Person.allCases)
    try compact(forgettingBodies: true)
    #expect(try offer(run, proof)?.result == .accepted)
    #expect(team.hub.spaces[space]?.hubSequence == 2)
    #expect(try offer(forged, forged.proof(by: .alice))?.result == .fork)
    #expect(team.hub.events == [.fork(space, Person.alice.replica)])
  }

  private func offer(_ run: RunSample, _ proof: RunProof) throws -> Acknowledgement? {
    var request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 1 << 20)
    request.pushes = [try run.push(proof: proof)]
    let answer = try SyncResponse.decode(team.answer(request.encode(), to: .bob))
    return answer.acknowledgements.first
  }
}
