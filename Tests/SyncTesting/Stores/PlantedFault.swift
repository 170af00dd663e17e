/// A fault that is built into a store or an author on purpose, to see that the oracle finds it.
package enum PlantedFault: String, CaseIterable, Sendable {
  /// A device's cursor moves on past a change that it never got.
  case cursorPassesUnappliedChange
  /// An edit supersedes everything that is applied, not what its author was shown.
  case supersedesUnseenWrites
  /// The hub acknowledges changes and then forgets them.
  case acknowledgesBeforeCommit
  /// A snapshot replaces the own head although the own head is further.
  case dropsHeadCheck
  /// A snapshot replaces records that hold unsent changes.
  case joinDropsUnsentChanges
  /// A deletion claims that its author was shown all that is applied.
  case deletionHidesUnseenEdits
  /// The hub leaves a number out when it numbers changes.
  case hubSequenceHasGaps
  /// The hub lists spaces for users who are no members.
  case listsForeignSpaces
  /// A refused change leaves the outbox.
  case refusalEmptiesOutbox
  /// Chunks of two snapshots are put together.
  case mixesSnapshots
  /// A snapshot says that it is newer than it is.
  case snapshotClaimsTooMuch
  /// The hub takes a number for known before the device has learned it.
  case numbersKnownTooEarly
}
