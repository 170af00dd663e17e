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
        listVersion: response.listVersion, list: response.list, isWholeList: response.isWholeList))
    guard response.acknowledgements.count == answer.pushes.count else {
      throw IntakeFault.acknowledgements(response.acknowledgements.count, of: answer.pushes.count)
    }
    let listed = try view().spaces
    for (acknowledgement, push) in zip(response.acknowledgements, answer.pushes) {
      // A role that the answer takes away decides about the refusal already.
      let role = listed.first { $0.space == push.space.space }?.role ?? push.space.role
      try take(acknowledgement.believed(of: push), of: push, role: role, into: &intake)
    }
    let spaces = Dictionary(
      listed.compactMap { space in space.ordinal.map { ($0, space.space) } },
      uniquingKeysWith: { first, _ in first })
    for update in response.updates {
      guard let space = spaces[update.ordinal] else {
        throw IntakeFault.unknownOrdinal(update.ordinal)
      }
      try take(update.content, of: space, pushed: PushedNow(answer, to: space), into: &intake)
    }
    if !response.hasMore && !answer.isDoubtful {
      try confirm(answer, into: &intake)
      try recoverStranded(answer, into: &intake)
      try recoverUnprovable(into: &intake)
    }
    return intake
  }

  /// What the whole log does not hold and nobody here can offer is not kept to this device for ever:
  /// it counts as others' that were written again, or is written again here.
  private func recoverUnprovable(into intake: inout Intake) throws {
    let open = try view().spaces.filter {
      $0.hasUnprovable && $0.ordinal != nil && $0.role >= .editor && !$0.isRecovering
        && $0.missingChunks == nil
    }
    for space in open {
      try write(space.space) { try $0.beginRecovery() }
      intake.hasProgress = true
    }
  }

  /// What the whole log does not hold and this device cannot offer is not waited for: its author may
  /// have written it again under another name, or be gone.
  private func recoverStranded(_ answer: HubAnswer, into intake: inout Intake) throws {
    for (space, needs) in answer.stranded {
      let isStranded = try write(space) { ledger in
        let accepted = try ledger.accepted()
        let isStranded = needs.contains { !accepted.contains($0) }
        if isStranded { try ledger.beginRecovery() }
        return isStranded
      }
      if isStranded { intake.hasProgress = true }
    }
  }

  /// The hub has sent its whole log: what it acknowledged before and the log was not seen to hold it
  /// may have lost, so that it is offered again; what it acknowledged now it holds.
  private func confirm(_ answer: HubAnswer, into intake: inout Intake) throws {
    let open = try view().spaces.filter {
      $0.isUnconfirmed && $0.ordinal != nil && $0.role > .none && !$0.isRecovering
        && $0.missingChunks == nil
    }
    for space in open {
      let pushed = PushedNow(answer, to: space.space)
      if try write(space.space, { try $0.confirm(pushed) }) { intake.hasProgress = true }
    }
  }

  private func take(
    _ acknowledgement: Acknowledgement, of push: LoadedPush, role: SpaceRole,
    into intake: inout Intake
  ) throws {
    let space = push.space.space
    let outcome = try write(space) { ledger in
      try ledger.learn(acknowledgement, of: push, isProvisional: true)
      return try ledger.take(acknowledgement, of: push.outbox, role: role)
    }
    intake.acknowledged += outcome.acceptedCount
    if outcome.hasProgress { intake.hasProgress = true }
    let key = push.key
    if outcome.isSettled { intake.settled.insert(key) }
    if outcome.isNarrowed { intake.narrowed.insert(key) }
    switch acknowledgement.result {
    case .accepted, .gap: break
    case .retry, .missing: intake.waiting.insert(key)
    case .fork: intake.forked.insert(key)
    case .refused:
      // The hub may count other changes under the names of these: what depends on them waits.
      if !outcome.isNarrowed { intake.forked.insert(key) }
    }
    if outcome.isNarrowed { return }
    switch acknowledgement.result {
    case .accepted, .gap: break
    case .retry, .missing, .fork, .refused: intake.refusals[space] = acknowledgement.result
    }
  }

  private func take(
    _ content: UpdateContent, of space: SpaceID, pushed: PushedNow, into intake: inout Intake
  ) throws {
    switch content {
    case .changes(let update):
      let pulled = try pull(update, of: space, pushed)
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

  /// Applies a batch; one that cannot be read leaves nothing but that the space is put right.
  private func pull(
    _ update: ChangesUpdate, of space: SpaceID, _ pushed: PushedNow
  ) throws -> Pulled {
    do {
      return try write(space) { try $0.take(update, pushed) }
    } catch is Misread {
      try write(space) { ledger in
        try ledger.forgetNumbers()
        try ledger.beginRecovery()
      }
      return Pulled(applied: [], isWhole: false)
    }
  }
}

extension Acknowledgement {
  /// What of it counts, where the hub may not hold what it acknowledged before.
  ///
  /// It may read numbers otherwise then, and what it refuses for that is no refusal yet.
  fileprivate func believed(of push: LoadedPush) -> Acknowledgement {
    guard push.space.isUnconfirmed else { return self }
    switch result {
    case .accepted, .missing, .retry, .refused(.notMember), .refused(.roleTooLow),
      .refused(.badSpace):
      return self
    case .fork where push.space.isRecovering:
      // Where the space waits for a snapshot anyway, a fork can only hold things back.
      return self
    case .gap, .fork, .refused: break
    }
    return Acknowledgement(accepted: accepted, durable: durable, result: .retry)
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
