/// What the oracle looks at while a world runs, and when it has come to rest.
///
/// ``Invariant`` says which of the product's invariants each of them proves.
package enum Check: String, CaseIterable, Sendable, Comparable {
  // At every step.
  /// A replica holds what somebody wrote, whole lines of authors without a gap.
  case contiguity
  /// A replica holds a change only with all that its author had applied.
  case causality
  /// One dot names one change on a replica, and its author's chain leads to it.
  case dotUniqueness
  /// A cell holds the writes that no applied write supersedes.
  case siblings
  /// A long text keeps the versions that were superseded and not released.
  case versions
  /// Replicas that hold the same changes have the same digest.
  case digest
  /// What no program of the fleet knows is kept and handed on byte for byte.
  case forwarding
  /// When a change was written and by whom stays known for every live write.
  case stamps
  /// What a replica holds it holds until it is restored: by its own name or written again.
  case retention
  /// A change supersedes what its author was shown, and carries the base that the author was shown.
  case basis
  /// A change says which changes its author had applied.
  case clock
  /// The times of one replica rise, and a wrong clock does not pull others along.
  case time
  /// A change that was written again says the same as the change that it repeats.
  case rewriting
  /// A purge takes what was deleted and seen, a release takes superseded versions, nothing else goes.
  case purge
  /// The hub numbers accepted changes without a gap, each as its author wrote it.
  case hubOrder
  /// The hub takes changes from those who may write.
  case permission
  /// A device is told nothing of a space that its user may not read.
  case isolation
  /// A device's cursor passes only changes that it holds.
  case cursor
  /// The hub acknowledges what it holds.
  case acknowledgement
  /// A message that is cut off is no message.
  case truncation
  /// An answer keeps to the size that was asked for.
  case answerSize
  /// A refused exchange or bundle changes nothing.
  case refusal
  /// After a crash a replica holds what it held before or after the transaction.
  case crash

  // When the world has come to rest.
  /// Everybody has what the hub has, and nothing is left to send.
  case delivery
  /// A further exchange moves nothing.
  case idleness
  /// Requests that come again change nothing.
  case replay
  /// Every value is live, superseded by somebody who was shown it, or kept for its author.
  case conservation
  /// Readers are shown a conflict where there is one, and only there.
  case conflicts
  /// The value in force is the one that the policy's definition gives.
  case effectiveValue
  /// A record is hidden if it was deleted and nothing in it is unseen by a deletion.
  case life
  /// Where nobody was set back or copied, and nothing came beside the hub, no space has to be put right.
  case calm
  /// A space with another's load on it still gets its changes.
  case progress
  /// Wrong clocks change no state but times.
  case clockIndependence

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
