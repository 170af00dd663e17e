package import SyncCore
package import SyncProtocol

/// From which of a replica's changes on the hub takes none as it is, while others depend on them.
package struct Rejection: Hashable, Sendable {
  package let dot: Dot
  package let refusal: Refusal

  package init(dot: Dot, refusal: Refusal) {
    self.dot = dot
    self.refusal = refusal
  }

  /// Whether the changes leave the state and are only kept; else they are written again.
  package var setsAside: Bool {
    switch refusal {
    case .badProof, .baseReleased: false
    case .notMember, .roleTooLow, .badSignature, .foreignReplica, .invalidChange, .foreignActor,
      .badSpace:
      true
    }
  }
}

extension DeviceLedger {
  /// What follows from the hub's refusal of a run; the space's recovery carries it out.
  ///
  /// A refused change stays where it is as long as nothing waits for it: rights may come back.
  /// Returns whether a shorter run has to find out which of its changes is refused.
  func take(_ refusal: Refusal, of outbox: OutboxRun, role: SpaceRole) throws -> Bool {
    let first = Dot(outbox.run.replica, outbox.range.lowerBound)
    let isOwn = outbox.proof == nil
    let rejection = Rejection(dot: first, refusal: refusal)
    // Where the user may write nothing at all, nothing that waits could be taken either.
    if refusal == .roleTooLow, role < .editor { return false }
    let isUrgent: Bool
    switch refusal {
    case .baseReleased: isUrgent = true
    case .badProof:
      if isOwn { return false }
      isUrgent = true
    case .roleTooLow, .invalidChange:
      if isOwn && outbox.run.changes.count > 1 { return true }
      isUrgent = try isWaitedFor(first, isOwn: isOwn)
    case .foreignReplica, .foreignActor:
      if isOwn { return false }
      isUrgent = try isWaitedFor(first, isOwn: false)
    case .notMember, .badSignature, .badSpace:
      return false
    }
    // Also where nothing waits for it: it must not be written again with what it depends on.
    try reject(rejection)
    if isUrgent { try beginRecovery() }
    return false
  }

  /// Whether changes that are not accepted depend on this one; of the own replica later ones too.
  func isWaitedFor(_ dot: Dot, isOwn: Bool) throws -> Bool {
    try changes(after: accepted()).contains { change in
      if change.dot.replica == dot.replica { return isOwn && change.dot > dot }
      return change.dependencies.contains { $0.replica == dot.replica && $0 >= dot }
    }
  }
}
