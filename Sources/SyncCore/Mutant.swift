#if MUTANTS
  /// A fault that is built into the engine on purpose, to see that the simulator finds it.
  ///
  /// It exists only in a build made for it: `tools/mutants`.
  package enum Mutant: String, CaseIterable, Sendable {
    /// A run is applied whatever chain it continues.
    case chainNotChecked
    /// Another change under a known dot passes as a repetition.
    case forkTakenForDuplicate
    /// A change is applied before what its author had applied.
    case dependenciesIgnored
    /// The clock of a change lacks what its author had received since.
    case clockForgetsDependencies
    /// A write replaces every other write of its cell.
    case lastWriterWins
    /// A superseded version of a text is not kept.
    case versionsForgotten
    /// A released version of a text stays.
    case releaseKeepsVersions
    /// A join keeps what the other side has seen superseded.
    case joinForgetsOtherVector
    /// A join loses cells that are in conflict.
    case joinDropsConflicts
    /// An edit of a conflict carries no base.
    case baseNotHandedOn
    /// An edit of an own write that nobody has seen carries that write as its base.
    case pendingBaseNotHandedOn
    /// Two equal values are a conflict.
    case agreementIsConflict
    /// `first` shows the latest value.
    case firstTakesLatest
    /// A deletion hides what its author had not seen.
    case deletionHidesUnseen
    /// A received time far ahead moves the clock.
    case farFutureBelieved
    /// A change that was written again counts as written then.
    case originTimeIgnored
    /// Any proof of a relayed run will do.
    case proofNotChecked
    /// Any signature will do.
    case signatureNotChecked
    /// A damaged answer passes.
    case checksumNotChecked
    /// A device does not notice that the hub was restored.
    case historyNotCompared
    /// The hub does not say which histories differ.
    case rewindNotTold
    /// An edit supersedes all that is live, not what its author was shown.
    case supersedesUnseen
    /// A device takes one change more for accepted than the hub said.
    case acceptsBeyond
    /// A cursor passes a change that never came.
    case cursorTooFar
    /// A snapshot is taken for newer than it is.
    case snapshotCursorTooFar
    /// After a rewind everything still counts as accepted.
    case acceptedNotReset
    /// A change that is written again supersedes nothing.
    case rewritesUnmapped
    /// Recovery loses the changes that the hub lacks.
    case recoveryDropsPending
    /// Recovery leaves what depends on forked changes.
    case dependantsStay
    /// The hub releases versions that others are patches of.
    case releasesNeededVersions
    /// A device takes what the hub acknowledged for held by the log.
    case acknowledgedIsConfirmed
    /// The hub takes what depends on a change that it holds otherwise.
    case forkHoldsNothingBack
    /// A viewer's changes are taken.
    case roleNotChecked
    /// Any device may write under any replica's name.
    case ownerNotChecked
    /// A run of which only a beginning was committed counts as accepted.
    case partialRunAccepted
    /// Bundles are taken although the histories differ at a common count.
    case historiesNotGuarded
    /// The first change that the hub holds otherwise counts as the same.
    case partsTooLate
    /// What others wrote after a refused change is written again by whoever brings it.
    case refusedWrittenAgain

    /// The one that is planted where this is read.
    @TaskLocal package static var planted: Mutant?

    package static func isPlanted(_ mutant: Mutant) -> Bool { planted == mutant }
  }
#endif
