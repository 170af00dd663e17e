import SyncCore
import SyncTesting
import Testing

/// One member of a set by three people: whoever adds it writes the same record.
private struct SharedMember {
  struct Event {
    let change: Change
    let isAddition: Bool
    /// What the author's replica had applied.
    let clock: VersionVector
  }

  private(set) var events: [Event] = []
  private(set) var applied: [ReplicaID: VersionVector] = [:]

  /// The record after everything in `vector`.
  func record(at vector: VersionVector) -> Record {
    events.filter { vector.contains($0.change.dot) }.reduce(into: Record(.milk)) { record, event in
      record.apply(event.change)
    }
  }

  mutating func write(_ author: ReplicaID, isAddition: Bool) {
    let clock = applied[author, default: VersionVector()]
    let shown = record(at: clock).cells[Field.life]?.siblings.map(\.dot) ?? []
    let value = isAddition ? Value.boolean(true) : .deleted(shown: clock)
    let dot = Dot(author, clock[author] + 1)
    var writes = [Write(.milk, Field.life, supersedes: shown, value: value)]
    if isAddition {
      let key = record(at: clock).cells["label"]?.siblings.map(\.dot) ?? []
      writes.append(Write(.milk, "label", supersedes: key, value: .text("milk")))
    }
    events.append(
      Event(change: Change(dot, writes), isAddition: isAddition, clock: clock))
    applied[author, default: VersionVector()].insert(dot)
  }

  mutating func exchange(_ one: ReplicaID, _ other: ReplicaID) {
    applied[one] = applied[one, default: VersionVector()].union(
      applied[other, default: VersionVector()])
  }

  /// By the definition of an add-wins set: some addition is in no removal's past and was not
  /// repeated by a later one that was removed.
  func isMember(at vector: VersionVector) -> Bool {
    let known = events.filter { vector.contains($0.change.dot) }
    let removals = known.filter { !$0.isAddition }
    return known.contains { event in
      event.isAddition && !removals.contains { $0.clock.contains(event.change.dot) }
    }
  }
}

@Suite struct `A member of a set` {
  @Test func `survives a removal that did not see its addition`() {
    var member = SharedMember()
    member.write(.alice, isAddition: true)
    member.exchange(.bob, .alice)
    member.write(.bob, isAddition: false)
    member.write(.carol, isAddition: true)
    member.exchange(.carol, .bob)
    let record = member.record(at: member.applied[.carol, default: VersionVector()])
    #expect(record.life == .contested(editedFields: []))
  }

  @Test func `goes with all additions that the removal saw`() {
    var member = SharedMember()
    for author in [ReplicaID.alice, .carol] { member.write(author, isAddition: true) }
    for author in [ReplicaID.alice, .carol] { member.exchange(.bob, author) }
    member.write(.bob, isAddition: false)
    let record = member.record(at: member.applied[.bob, default: VersionVector()])
    #expect(record.life == .deleted)
  }

  @Test(arguments: Seed.first(500))
  func `is there exactly where an addition is that no removal saw`(seed: Seed) {
    var generator = seed.generator
    var member = SharedMember()
    for _ in 0..<16 {
      let author = ReplicaID.everybody.randomElement(using: &generator) ?? .alice
      if generator.isOneOf(1, in: 2) {
        member.exchange(author, ReplicaID.everybody.randomElement(using: &generator) ?? .bob)
      } else {
        let vector = member.applied[author, default: VersionVector()]
        // Nobody removes what is not there.
        let isThere = member.isMember(at: vector)
        member.write(author, isAddition: !isThere || generator.isOneOf(1, in: 2))
      }
      for vector in member.applied.values where vector != VersionVector() {
        let record = member.record(at: vector)
        #expect((record.life != .deleted) == member.isMember(at: vector), "\(seed)")
      }
    }
  }
}
