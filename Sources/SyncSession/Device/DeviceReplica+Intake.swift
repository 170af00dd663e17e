package import SyncCore
internal import SyncProtocol

extension DeviceReplica {
  /// Takes an answer in: the list first, then what became of the pushes, then each space's news
  /// in one transaction of its own.
  ///
  /// News that contradict what the space holds change nothing of it but that it waits for a snapshot.
  ///
  /// - Throws: ``IntakeFault``, `ProtocolError`, errors of the store.
  package func take(_ answer: HubAnswer) throws -> Intake {
    let response = answer.response
    var intake = Intake()
    intake.hasMore = response.hasMore
    intake.hasProgress = !response.list.isEmpty
    try note(
      HubNotice(
        hubMilliseconds: response.hubMilliseconds, lineage: response.lineage,
        listVersion: response.listVersion, list: response.list, isWholeList: answer.isWholeList))
    guard response.acknowledgements.count == answer.pushes.count else {
      throw IntakeFault.acknowledgements(response.acknowledgements.count, of: answer.pushes.count)
    }
    for (acknowledgement, push) in zip(response.acknowledgements, answer.pushes) {
      try take(acknowledgement, of: push, into: &intake)
    }
    let spaces = Dictionary(
      try view().spaces.compactMap { space in space.ordinal.map { ($0, space.space) } },
      uniquingKeysWith: { first, _ in first })
    for update in response.updates {
      guard let space = spaces[update.ordinal] else {
        throw IntakeFault.unknownOrdinal(update.ordinal)
      }
      try take(update.content, of: space, into: &intake)
    }
    return intake
  }

  private func take(
    _ acknowledgement: Acknowledgement, of push: LoadedPush, into intake: inout Intake
  ) throws {
    let space = push.space.space
    let outcome = try write(space) { ledger in
      let encoded = push.outbox.encoded
      try ledger.learn(
        records: Dictionary(
          zip(acknowledgement.recordOrdinals, encoded.portableRecords), uniquingKeysWith: { $1 }),
        replicas: Dictionary(
          zip(acknowledgement.replicaNumbers, encoded.portableReplicas), uniquingKeysWith: { $1 }))
      return try ledger.take(acknowledgement, of: push.outbox)
    }
    intake.acknowledged += outcome.acceptedCount
    if outcome.hasProgress { intake.hasProgress = true }
    let key = OutboxKey(space: space, replica: push.outbox.run.replica)
    if outcome.isSettled { intake.settled.insert(key) }
    switch acknowledgement.result {
    case .accepted, .gap: break
    case .retry, .missing: intake.waiting.insert(key)
    case .fork: intake.forked.insert(key)
    case .refused: break
    }
    switch acknowledgement.result {
    case .accepted, .gap: break
    case .retry, .missing, .fork, .refused: intake.refusals[space] = acknowledgement.result
    }
  }

  private func take(
    _ content: UpdateContent, of space: SpaceID, into intake: inout Intake
  ) throws {
    switch content {
    case .changes(let update):
      let pulled = try write(space) { try $0.take(update) }
      if !pulled.applied.isEmpty { intake.received[space, default: []] += pulled.applied }
      if pulled.isWhole || !pulled.applied.isEmpty { intake.hasProgress = true }
      if !pulled.isWhole { intake.differing.insert(space) }
    case .chunk(let chunk):
      intake.hasProgress = true
      guard let report = try write(space, { try $0.take(chunk) }) else { return }
      intake.snapshotRecords += report.joined.records
      if report.wasRecovering { intake.recovered[space] = report.joined }
    case .rewound:
      intake.hasProgress = true
      try write(space) { ledger in
        try ledger.forgetHub()
        try ledger.setRecovering(true)
        try ledger.note(
          IdentityEvent(at: ledger.correctedMilliseconds, kind: .rewound, space: space))
      }
    }
  }
}

/// What an acknowledgement changed.
private struct AcknowledgementOutcome {
  var acceptedCount: UInt64 = 0
  var hasProgress = false
  /// Whether the run is not to be offered again in this conversation.
  var isSettled = false
}

/// What a batch brought.
private struct Pulled {
  let applied: [Change]
  /// Whether all of it could be applied.
  let isWhole: Bool
}

extension DeviceLedger {
  fileprivate func take(
    _ acknowledgement: Acknowledgement, of outbox: OutboxRun
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
      try acknowledge(replica, durable: acknowledgement.durable, refusal: nil)
      let held = try head(of: replica)?.sequence ?? 0
      if acknowledgement.accepted > held, replica == own { try takeNewIdentity(.overtaken) }
    case .gap:
      // The hub lost what it had acknowledged; where its end is not held here, others must send it.
      outcome.hasProgress = acknowledgement.accepted != known
      outcome.isSettled = !outcome.hasProgress
      try setAccepted(acknowledgement.accepted, of: replica)
      try acknowledge(replica, durable: acknowledgement.durable, refusal: nil)
    case .fork:
      outcome.isSettled = true
      try setRecovering(true)
    case .refused(.badProof) where outbox.proof != nil:
      // Nobody can offer the run as it is: it is written again when the space is put right.
      outcome.isSettled = true
      try dropProofs(from: Dot(replica, outbox.range.lowerBound))
      try setRecovering(true)
    case .refused(let reason):
      outcome.isSettled = true
      try acknowledge(replica, durable: acknowledgement.durable, refusal: reason)
    case .retry, .missing:
      break
    }
    return outcome
  }

  /// Applies a batch as far as it can be applied.
  fileprivate func take(_ update: ChangesUpdate) throws -> Pulled {
    let decoded = try ChangeBatch.decode(update.batch, naming: self)
    try learn(records: decoded.announcedRecords, replicas: decoded.announcedReplicas)
    let before = try head(of: own)?.sequence ?? 0
    var integrator = try Integrator(ledger: self)
    let outcome = try integrator.integrate(decoded.batch)
    try integrator.finish()
    for change in integrator.applied { try receive(change.time) }
    for proof in update.proofs { try keep(proof) }
    try accept(integrator.confirmed)
    if try head(of: own)?.sequence ?? 0 > before { try takeNewIdentity(.overtaken) }
    switch outcome {
    case .complete:
      try setCursor(update.cursor, history: update.history, durable: update.durable)
      #if MUTANTS
        if Mutant.isPlanted(.cursorTooFar) {
          try setCursor(update.cursor + 1, history: update.history, durable: update.durable)
        }
      #endif
    case .invalid(let dot, let fault):
      throw IntakeFault.invalid(space, dot, fault)
    case .gap, .missing, .fork:
      // What the hub holds beyond the obstacle comes with the snapshot; who wrote what again does not.
      for change in decoded.batch.changes {
        if let origin = change.origin { try learn(origin, rewrittenAs: change.dot) }
      }
      try setRecovering(true)
    }
    return Pulled(applied: integrator.applied, isWhole: outcome == .complete)
  }

  /// Keeps a chunk; puts the space's state right once none is missing.
  fileprivate func take(
    _ chunk: ChunkUpdate
  ) throws -> (joined: RecoveryReport, wasRecovering: Bool)? {
    let kept = SnapshotChunk(
      snapshot: chunk.snapshot, index: chunk.index, count: chunk.count, block: chunk.block)
    guard let blocks = try keep(kept) else { return nil }
    let wasRecovering = try isRecovering()
    let recovery = Recovery(ledger: self, parts: try blocks.map { try SnapshotPart.decode($0) })
    if try !wasRecovering && recovery.isPremature() {
      // First the hub says to pushes what it holds of these changes.
      try setRecovering(true)
      return nil
    }
    let report = try recovery.run()
    try setCursor(chunk.snapshot, history: chunk.history, durable: nil)
    #if MUTANTS
      if Mutant.isPlanted(.snapshotCursorTooFar) {
        try setCursor(chunk.snapshot + 1, history: chunk.history, durable: nil)
      }
    #endif
    try setRecovering(false)
    return (report, wasRecovering)
  }

  /// Raises what the hub is known to hold.
  func accept(_ vector: VersionVector) throws {
    let known = try accepted()
    for dot in vector.subtracting(known) {
      try setAccepted(dot.sequence, of: dot.replica)
    }
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

/// An answer that cannot be right.
package enum IntakeFault: Error, Hashable, Sendable {
  /// Not one acknowledgement for each push.
  case acknowledgements(Int, of: Int)
  case unknownOrdinal(UInt64)
  /// The hub sends a change that contradicts itself.
  case invalid(SpaceID, Dot, ChangeFault)
}
