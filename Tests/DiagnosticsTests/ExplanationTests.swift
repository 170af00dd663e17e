import Diagnostics
import SyncCore
import Testing

@Suite struct `An explanation` {
  @Test func `says of an unset field that nobody wrote it`() throws {
    let explanation = try StoryLog().explanation(by: .latest)
    #expect(explanation.reading.status == .unset)
    #expect(explanation.candidates.isEmpty)
    #expect(explanation.isComplete)
  }

  @Test func `names the author and what the write replaced`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1_200_000, at: 1)
    let second = log.write(
      .bernd, 1_450_000, shown: [first], received: [first], at: 2, note: "sure")
    let explanation = try log.explanation(by: .latest)
    #expect(explanation.reading.status == .single)
    let write = try #require(explanation.candidates.first?.writes.first)
    #expect(write.dot == second)
    #expect(write.stamp.actor == "bernd")
    #expect(write.note == "sure")
    #expect(write.replaced?.map(\.dot) == [first])
    #expect(write.replaced?.first?.value == 1_200_000)
    #expect(write.replaced?.first?.stamp?.actor == "anna")
    #expect(explanation.isComplete)
  }

  @Test func `says for each pair how much of the other had arrived`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    for minute in 2...4 { log.write(.anna, 2, field: "name", at: Int64(minute)) }
    let mine = log.write(.anna, 3, shown: [first], at: 5)
    let other = log.write(.bernd, 4, shown: [first], received: [Dot(.anna, 4)], at: 6)
    let explanation = try log.explanation(by: .reviewBase)
    #expect(explanation.reading.status == .conflict)
    let knowledge = explanation.encounters(of: other).map(\.knowledge)
    #expect(knowledge == [.notReceived(count: 4)])
    let sentences = explanation.encounters.map { encounter in
      encounter.sentence(encounter.write.replica.party, other: encounter.other.replica.party)
    }
    #expect(
      sentences == [
        "anna-fw had received nothing of bernd-fw in this space; bernd's edit was its first change",
        "bernd-fw had received 4 of the 5 changes of anna-fw in this space; "
          + "anna's edit was the fifth",
      ])
    #expect(mine.sequence == 5)
  }

  @Test func `tells a late save from an edit that had not arrived`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    let second = log.write(.anna, 2, shown: [first], at: 2)
    let stale = log.write(.bernd, 3, shown: [first], received: [second], at: 3)
    let own = log.write(.bernd, 4, shown: [first], at: 4)
    let explanation = try log.explanation(by: .latest)
    let bernd = explanation.encounters(of: stale)
    #expect(bernd.map(\.other) == [second, own])
    #expect(bernd.map(\.knowledge) == [.startedEarlier, .sameReplica])
    #expect(
      bernd.first?.sentence(ReplicaID.bernd.party, other: ReplicaID.anna.party)
        == "bernd-fw had received anna's edit, but bernd started from an older version")
  }

  @Test func `goes on where the log has forgotten a change`() throws {
    var log = StoryLog()
    let first = log.write(.anna, 1, at: 1)
    let base = Base(dot: first, time: .zero, value: 1)
    let second = log.write(.anna, 2, shown: [first], at: 2, base: base)
    log.write(.bernd, 3, shown: [first], received: [first], at: 3, base: base)
    log.forgotten = [first, second]
    let explanation = try log.explanation(by: .reviewBase)
    let writes = explanation.candidates.flatMap(\.writes)
    #expect(writes.map(\.value) == [2, 3])
    #expect(writes.map { $0.replaced?.first?.value } == [nil, 1])
    #expect(explanation.encounters(of: second).map(\.knowledge) == [.unknown])
    #expect(!explanation.isComplete)
  }

  @Test func `tells when a change was written again under another name`() throws {
    var log = StoryLog()
    let origin = Origin(
      dot: Dot(.anna, 7), hash: [1], actor: "anna", time: HybridTime(milliseconds: 60_000))
    log.write(.carl, 1, at: 9, origin: origin)
    let explanation = try log.explanation(by: .latest)
    let write = try #require(explanation.candidates.first?.writes.first)
    #expect(write.origin == origin)
    #expect(write.stamp.actor == "anna")
    #expect(write.stamp.time.milliseconds == 60_000)
    #expect(write.rewritten?.at == HybridTime(milliseconds: 9 * 60_000))
    #expect(write.rewritten?.cause == .unknown)
  }
}

@Suite struct `A verdict on clocks` {
  /// Two hours in milliseconds.
  private let ahead: Int64 = 7_200_000

  @Test func `is none where every reading of the clocks agrees`() throws {
    var log = StoryLog()
    log.write(.anna, 1, at: 1)
    log.write(.bernd, 2, at: 500, offset: 60_000)
    #expect(try log.explanation(by: .latest).clock == nil)
    #expect(try log.explanation(by: .greatest).clock == nil)
  }

  @Test func `finds a value that the correction of a clock decided`() throws {
    var log = StoryLog()
    let fast = log.write(.anna, 1, at: 100, offset: ahead)
    let right = log.write(.bernd, 2, at: 110)
    let verdict = try #require(try log.explanation(by: .latest).clock)
    #expect(verdict.cause == .correction)
    #expect(verdict.winner == right)
    #expect(verdict.other == fast)
    #expect(verdict.skewed == fast)
    #expect(verdict.skew == ahead)
    #expect(try log.explanation(by: .first).clock?.winner == fast)
  }

  @Test func `finds a value that a clock decided which was found to be wrong later`() throws {
    var log = StoryLog()
    let fast = log.write(.anna, 1, at: 200)
    let right = log.write(.bernd, 2, at: 110)
    log.write(.anna, 3, field: "name", at: 120, offset: ahead)
    let verdict = try #require(try log.explanation(by: .latest).clock)
    #expect(verdict.cause == .learnedLater)
    #expect(verdict.winner == fast)
    #expect(verdict.other == right)
    #expect(verdict.skewed == fast)
    #expect(verdict.skew == ahead)
  }

  @Test func `does not blame a clock that went wrong after it had been compared`() throws {
    var log = StoryLog()
    let second = log.write(.bernd, 2, at: 110)
    log.write(.anna, 1, at: 200)
    // Anna meets the hub, which finds her clock right; a month later it is wrong.
    log.write(.anna, 5, field: "name", received: [second], at: 210)
    log.write(.anna, 3, field: "name", at: 900, offset: ahead)
    #expect(try log.explanation(by: .latest).clock == nil)
  }

  @Test func `takes what was found first, not what was found last`() throws {
    var log = StoryLog()
    log.write(.anna, 1, at: 200)
    log.write(.bernd, 2, at: 110)
    // A minute ahead at the next contact: no difference. Two hours much later: no matter.
    log.write(.anna, 4, field: "name", at: 205, offset: 60_000)
    log.write(.anna, 3, field: "name", at: 900, offset: ahead)
    #expect(try log.explanation(by: .latest).clock == nil)
  }
}

@Suite struct `An offset learned after a change` {
  private func change(_ offset: Int64, received: [Dot] = []) -> Change {
    Change(
      dot: Dot(.anna, 2), dependencies: received, time: .zero, actor: "anna",
      clockOffset: offset, intent: .edit, note: nil,
      writes: [Write(.kemi, "name", supersedes: [], value: 1)])
  }

  @Test func `is the first other one`() {
    var learned = LearnedOffset(known: 0)
    learned.note(change(0))
    #expect(!learned.isSettled)
    learned.note(change(5))
    learned.note(change(9))
    #expect(learned.offset == 5)
    #expect(learned.isSettled)
  }

  @Test func `is none once a contact agreed, or where a change is not held`() {
    var agreed = LearnedOffset(known: 7)
    agreed.note(change(7, received: [Dot(.bernd, 1)]))
    agreed.note(change(9))
    #expect(agreed.offset == nil)
    var gap = LearnedOffset(known: 7)
    gap.note(nil)
    gap.note(change(9))
    #expect(gap.offset == nil)
  }
}

@Suite struct `A policy's text` {
  @Test func `names the greatest version where none is given`() {
    #expect(Policy.named("latest") == .latest)
    #expect(Policy.named("review(base)@1") == .reviewBase)
    #expect(Policy.named("review(base)") == .reviewBase)
    #expect(Policy.named("latest@99") == nil)
    #expect(Policy.named("newest") == nil)
    #expect(Policy.reviewLatest.name == "review(latest)")
    #expect(Policy.reviewLatest.version == 1)
  }
}
