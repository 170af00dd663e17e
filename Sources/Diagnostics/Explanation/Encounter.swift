package import SyncCore

/// What the author of one live write had received of another live write of the same cell.
package struct Encounter: Hashable, Sendable {
  package enum Knowledge: Hashable, Sendable {
    /// The author's replica had applied so many of the other's changes, and not this one.
    case notReceived(count: UInt64)
    /// It had been applied, but the edit began from an older state.
    case startedEarlier
    /// Both were written on one replica: the later edit began from an older state.
    case sameReplica
    /// What the author had received is not held here.
    case unknown
  }

  /// Whose author is spoken of.
  package let write: Dot
  package let other: Dot
  package let knowledge: Knowledge

  /// `clock` is what the replica of `write` had applied when it was written.
  package init(of write: Dot, with other: Dot, clock: VersionVector?) {
    self.write = write
    self.other = other
    knowledge =
      if write.replica == other.replica {
        .sameReplica
      } else if let clock {
        clock.contains(other)
          ? .startedEarlier : .notReceived(count: clock[other.replica])
      } else {
        .unknown
      }
  }
}

extension Encounter {
  /// Who stands behind one write, by the names that people know.
  package struct Party: Hashable, Sendable {
    package let user: String
    package let device: String

    package init(user: String, device: String) {
      self.user = user
      self.device = device
    }
  }

  /// `bernd-fw had received 4 of the 5 changes of anna-x1 in this space; anna's edit was the 5th`.
  package func sentence(_ party: Party, other: Party) -> String {
    switch knowledge {
    case .unknown:
      "what \(party.device) had received is not held here"
    case .sameReplica:
      write.sequence < self.other.sequence
        ? "\(party.user) wrote both on \(party.device), this one first"
        : "\(party.user) wrote both on \(party.device) and began this edit before seeing the other"
    case .startedEarlier:
      "\(party.device) had received \(other.user)'s edit, but \(party.user) started from an older "
        + "version"
    case .notReceived where self.other.sequence == 1:
      "\(party.device) had received nothing of \(other.device) in this space; "
        + "\(other.user)'s edit was its first change"
    case .notReceived(let count):
      "\(party.device) had received \(count == 0 ? "none" : "\(count)") of the "
        + "\(self.other.sequence) changes of \(other.device) in this space; \(other.user)'s edit "
        + "was \(ordinal(self.other.sequence))"
    }
  }

  private func ordinal(_ number: UInt64) -> String {
    let words = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    return (2...9).contains(number) ? "the \(words[Int(number) - 2])" : "change \(number)"
  }
}
