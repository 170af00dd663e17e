package import SyncCore

/// Who reports to whom among the people of one account: a forest, whatever people wrote.
///
/// Each person's line is the one in force. A line that closes a circle when lines are taken in the
/// order in which they were written is left out and flagged, as is one to somebody who is not
/// there; the person then stands at the top. Nothing is written: the line stays as it is.
/// Source: Kleppmann et al., "A highly-available move operation for replicated trees", 2021; here
/// a line that is left out leads nowhere rather than to an earlier boss.
package struct ReportingTree: Hashable, Sendable {
  /// Whom each person reports to; people at the top have no entry.
  package let bosses: [RecordID: RecordID]
  /// The lines that were left out, by person.
  package let flags: [RecordID: Flag]
  /// Everybody, ascending.
  package let people: [RecordID]

  /// Why somebody stands at the top although a line leads elsewhere.
  package enum Flag: Hashable, Sendable {
    /// The boss is deleted, in another account, or not known here.
    case bossMissing(RecordID)
    /// The boss reports to this person.
    case circle(RecordID)
  }

  /// One line as a reader is shown it, with what orders it among the others.
  package struct Line: Hashable, Sendable {
    package let person: RecordID
    package let boss: RecordID
    /// When the line in force was written.
    package let time: HybridTime
    package let dot: Dot

    package init(person: RecordID, boss: RecordID, time: HybridTime, dot: Dot) {
      self.person = person
      self.boss = boss
      self.time = time
      self.dot = dot
    }

    fileprivate var order: (HybridTime, Dot) { (time, dot) }
  }

  /// - Parameters:
  ///   - people: the visible people of the account.
  ///   - lines: lines of people who are not visible count for nothing.
  ///   - aliases: records of one person count as one; of several lines the last one is in force.
  package init(
    people: some Sequence<RecordID>, lines: [Line],
    aliases: StakeholderAliases = StakeholderAliases()
  ) {
    let present = Set(people)
    let everybody = Set(present.map { aliases.canonical($0) })
    var inForce: [RecordID: Line] = [:]
    for line in lines where present.contains(line.person) {
      let person = aliases.canonical(line.person)
      if let other = inForce[person], line.order < other.order { continue }
      inForce[person] = line
    }
    var bosses: [RecordID: RecordID] = [:]
    var flags: [RecordID: Flag] = [:]
    for (person, line) in inForce.sorted(by: { $0.value.order < $1.value.order }) {
      let boss = aliases.canonical(line.boss)
      guard present.contains(line.boss) || everybody.contains(boss) else {
        flags[person] = .bossMissing(line.boss)
        continue
      }
      if Self.reaches(person, from: boss, in: bosses) {
        flags[person] = .circle(boss)
      } else {
        bosses[person] = boss
      }
    }
    self.bosses = bosses
    self.flags = flags
    self.people = everybody.sorted()
  }

  /// Those who report to somebody, ascending; with nil those at the top.
  package func reports(to boss: RecordID?) -> [RecordID] {
    people.filter { bosses[$0] == boss }
  }

  /// Whether somebody is `person` or reports to them, directly or not.
  private static func reaches(
    _ person: RecordID, from start: RecordID, in bosses: [RecordID: RecordID]
  ) -> Bool {
    var current: RecordID? = start
    while let someone = current {
      if someone == person { return true }
      current = bosses[someone]
    }
    return false
  }
}
