internal import SyncCore
internal import SyncProtocol

/// What one request pushed to a space and its answer accepted.
struct PushedNow {
  let accepted: [(acknowledgement: Acknowledgement, push: LoadedPush)]

  init(_ answer: HubAnswer, to space: SpaceID) {
    accepted = zip(answer.response.acknowledgements, answer.pushes)
      .filter { $0.result == .accepted && $1.space.space == space }
  }

  var count: UInt64 {
    accepted.reduce(0) { $0 + UInt64($1.push.outbox.run.changes.count) }
  }

  /// The last change of each replica.
  var vector: VersionVector {
    VersionVector(accepted.map { Dot($0.push.outbox.run.replica, $0.push.outbox.range.upperBound) })
  }
}

/// A batch does not mean here what its author signed: device and hub call records or replicas otherwise.
struct Misread: Error {}

/// What an acknowledgement changed.
struct AcknowledgementOutcome {
  var acceptedCount: UInt64 = 0
  var hasProgress = false
  /// Whether the run is not to be offered again in this conversation.
  var isSettled = false
  /// Whether a shorter run has to show which change is refused.
  var isNarrowed = false
}

/// What a batch brought.
struct Pulled {
  let applied: [Change]
  /// Whether all of it could be applied.
  let isWhole: Bool
}

extension DeviceLedger {
  func take(
    _ acknowledgement: Acknowledgement, of outbox: OutboxRun, role: SpaceRole
  ) throws -> AcknowledgementOutcome {
    var outcome = AcknowledgementOutcome()
    let replica = outbox.run.replica
    let known = try accepted()[replica]
    let last = outbox.range.upperBound
    switch acknowledgement.result {
    case .accepted:
      // The hub may hold more under this id than is here: that is not what it was asked.
      #if MUTANTS
        let last = Mutant.isPlanted(.acceptsBeyond) ? last + 1 : last
      #endif
      let accepted = max(known, last)
      outcome.acceptedCount = accepted - known
      outcome.hasProgress = true
      try setAccepted(accepted, of: replica)
      try clearRejection(of: replica)
      try acknowledge(replica, durable: acknowledgement.durable, refusal: nil)
      let held = try head(of: replica)?.sequence ?? 0
      if acknowledgement.accepted > held, replica == own { try takeNewIdentity(.overtaken) }
    case .gap:
      // The hub lost what it had acknowledged; where its end is not held here, others must send it.
      outcome.hasProgress = acknowledgement.accepted != known
      outcome.isSettled = !outcome.hasProgress
      try setAccepted(acknowledgement.accepted, of: replica)
      try acknowledge(replica, durable: acknowledgement.durable, refusal: nil)
      let next = Dot(replica, acknowledgement.accepted + 1)
      if outbox.proof == nil, try change(next) == nil { try beginRecovery() }
    case .fork:
      outcome.isSettled = true
      try beginRecovery()
    case .refused(let reason):
      outcome.isNarrowed = try take(reason, of: outbox, role: role)
      outcome.isSettled = !outcome.isNarrowed
      outcome.hasProgress = outcome.isNarrowed
      try acknowledge(replica, durable: acknowledgement.durable, refusal: reason)
    case .missing:
      // What nobody can send any more is not waited for.
      let accepted = try accepted()
      let isHopeless =
        try outbox.proof == nil
        && outbox.needs.contains { need in
          let count = accepted[need.replica]
          return try firstForgotten(after: Dot(need.replica, count), upTo: need.sequence) != nil
        }
      if isHopeless { try beginRecovery() }
    case .retry:
      break
    }
    return outcome
  }

  func learn(
    _ acknowledgement: Acknowledgement, of push: LoadedPush, isProvisional: Bool
  ) throws {
    let encoded = push.outbox.encoded
    try learn(
      records: Dictionary(
        zip(acknowledgement.recordOrdinals, encoded.portableRecords), uniquingKeysWith: { $1 }),
      replicas: Dictionary(
        zip(acknowledgement.replicaNumbers, encoded.portableReplicas), uniquingKeysWith: { $1 }),
      isProvisional: isProvisional)
  }

  /// Applies a batch as far as it can be applied.
  func take(_ update: ChangesUpdate, _ pushed: PushedNow) throws -> Pulled {
    let decoded: DecodedBatch
    do {
      decoded = try ChangeBatch.decode(update.batch, naming: self)
    } catch is ProtocolError {
      throw Misread()
    }
    try learn(
      records: decoded.announcedRecords, replicas: decoded.announcedReplicas, isProvisional: false)
    let cursor = try cursor()
    let before = try head(of: own)?.sequence ?? 0
    var integrator = try Integrator(ledger: self)
    let outcome = try integrator.integrate(decoded.batch)
    try integrator.finish()
    for change in integrator.applied { try receive(change.time) }
    for proof in update.proofs {
      let isRead = try isRead(proof)
      guard outcome != .complete || isRead ?? true else { throw Misread() }
      // Behind an obstacle a proof may be of other changes than those that are here.
      if outcome == .complete || isRead ?? false { try keep(proof) }
    }
    try accept(integrator.confirmed)
    if outcome == .complete {
      try confirm(integrator.confirmed)
      // Hub sequences have no gap: what the batch leaves out is what this request pushed, or a
      // beginning of it.
      let leftOut = Int64(update.cursor) - Int64(cursor) - Int64(decoded.batch.changes.count)
      if leftOut >= Int64(pushed.count) {
        try confirm(pushed.vector)
        for (acknowledgement, push) in pushed.accepted {
          try learn(acknowledgement, of: push, isProvisional: false)
        }
      }
    }
    if try head(of: own)?.sequence ?? 0 > before { try takeNewIdentity(.overtaken) }
    switch outcome {
    case .complete:
      try setCursor(update.cursor, history: update.history, durable: update.durable)
      if try integrator.applied.contains(where: standsForLost) { try beginRecovery() }
      #if MUTANTS
        if Mutant.isPlanted(.cursorTooFar) {
          try setCursor(update.cursor + 1, history: update.history, durable: update.durable)
        }
      #endif
    case .invalid(let dot, let fault):
      throw IntakeFault.invalid(space, dot, fault)
    case .gap, .missing, .fork, .baseReleased:
      if case .baseReleased(_, let patches) = outcome {
        for dot in patches where try !accepted().contains(dot) {
          try reject(Rejection(dot: dot, refusal: .baseReleased))
        }
      }
      // What the hub holds beyond the obstacle comes with the snapshot; who wrote what again does not.
      for change in decoded.batch.changes {
        if let rewriting = KnownRewriting(change) { try learn(rewriting) }
      }
      try beginRecovery()
    }
    return Pulled(applied: integrator.applied, isWhole: outcome == .complete)
  }

  /// Whether a change writes one again that is held here, without a body, and that the hub has lost: its
  /// author will not offer it any more.
  private func standsForLost(_ change: Change) throws -> Bool {
    guard let origin = change.origin?.dot else { return false }
    return try vector().contains(origin) && !accepted().contains(origin)
      && self.change(origin) == nil
  }

  /// Keeps a chunk; puts the space's state right once none is missing.
  func take(
    _ chunk: ChunkUpdate
  ) throws -> (joined: RecoveryReport, wasRecovering: Bool)? {
    let kept = SnapshotChunk(
      snapshot: chunk.snapshot, history: chunk.history, index: chunk.index, count: chunk.count,
      block: chunk.block)
    guard let blocks = try keep(kept) else { return nil }
    let wasRecovering = try isRecovering()
    let recovery = Recovery(ledger: self, parts: try blocks.map { try SnapshotPart.decode($0) })
    if try recovery.isPremature() {
      // A fresh snapshot tells where histories part.
      try beginRecovery()
      return nil
    }
    let report = try recovery.run()
    try setCursor(
      chunk.snapshot, history: chunk.snapshot == 0 ? nil : chunk.history, durable: nil)
    #if MUTANTS
      if Mutant.isPlanted(.snapshotCursorTooFar) {
        try setCursor(chunk.snapshot + 1, history: chunk.history, durable: nil)
      }
    #endif
    try setRecovering(false)
    return (report, wasRecovering)
  }

  /// Whether a run, as it was read here, is the one that its author signed; nil where it is not here.
  private func isRead(_ proof: RunProof) throws -> Bool? {
    let before =
      proof.from == 1
      ? HashChain.seed(space: space, replica: proof.replica)
      : try chain(after: Dot(proof.replica, proof.from - 1))
    guard let before, let after = try chain(after: Dot(proof.replica, proof.to)) else {
      return nil
    }
    let hash = RunHash.hash(
      space: space, replica: proof.replica, from: proof.from, to: proof.to, chainBefore: before,
      chainAfter: after, salt: proof.salt)
    return proof.signing.runHashes.contains(hash)
  }

  /// Raises what the hub is known to hold.
  func accept(_ vector: VersionVector) throws {
    let known = try accepted()
    for dot in vector.subtracting(known) {
      try setAccepted(dot.sequence, of: dot.replica)
    }
  }

  /// Raises what the hub's history up to the cursor is known to hold.
  private func confirm(_ vector: VersionVector) throws {
    for dot in vector.subtracting(try confirmed()) {
      try setConfirmed(dot.sequence, of: dot.replica)
    }
  }

  /// Settles what the hub acknowledged, once all of its log was seen.
  ///
  /// Returns whether something has to be offered again.
  func confirm(_ pushed: PushedNow) throws -> Bool {
    let acknowledged = pushed.vector
    let known = try confirmed()
    var isLost = false
    for dot in try accepted().entries where dot.sequence > known[dot.replica] {
      #if MUTANTS
        if Mutant.isPlanted(.acknowledgedIsConfirmed) { continue }
      #endif
      if acknowledged.contains(dot) {
        try setConfirmed(dot.sequence, of: dot.replica)
      } else {
        isLost = true
        try setAccepted(known[dot.replica], of: dot.replica)
        // Others' changes may come without what proves them, own ones without their bodies: then they
        // can only be written again.
        let first = Dot(dot.replica, known[dot.replica])
        let isOwn = try ownReplicas().contains(dot.replica)
        if try !isOwn || firstForgotten(after: first, upTo: dot.sequence) != nil {
          try beginRecovery()
        }
      }
    }
    try settleNumbers(keeping: !isLost)
    guard isLost else { return false }
    for (acknowledgement, push) in pushed.accepted {
      try learn(acknowledgement, of: push, isProvisional: false)
    }
    return true
  }

  /// The hub is not known to hold anything of the space: all of it is pulled and offered again.
  package func forgetHub() throws {
    #if MUTANTS
      if Mutant.isPlanted(.acceptedNotReset) { return }
    #endif
    for dot in try accepted().entries {
      try setAccepted(0, of: dot.replica)
      try acknowledge(dot.replica, durable: 0, refusal: nil)
    }
    try dropChunks()
    try forgetNumbers()
    try setCursor(0, history: nil, durable: 0)
  }

  /// Takes a new id at once: the present one is not this database's alone.
  func takeNewIdentity(_ reason: IdentityEvent.Kind) throws {
    try renewIdentity()
    try note(
      IdentityEvent(at: correctedMilliseconds, kind: reason, space: space, replica: own))
  }
}
