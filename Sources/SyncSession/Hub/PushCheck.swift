internal import SyncCore
package import SyncProtocol

/// Decides which pushes of a request may be committed: signature, ownership, role and authorship.
package struct PushCheck: Sendable {
  /// Kinds that say who has access: managers alone write them.
  private static let accessKind: Text = "access"
  private let caller: Caller
  private let signature: PushSignature?

  package init(caller: Caller, signature: PushSignature?) {
    self.caller = caller
    self.signature = signature
  }

  package enum Verdict: Hashable, Sendable {
    case commit(CommitOrder)
    case acknowledge(Acknowledgement)
  }

  /// One verdict for each inspection, in order.
  package func verdicts(on inspections: [PushInspection]) -> [Verdict] {
    var results = inspections.map(result)
    guard let signature, results.allSatisfy({ $0 != .gap && $0 != .fork }) else {
      // The one signature covers all runs: where one cannot be checked, the others are sent again.
      let isGap = results.contains { $0 == .gap || $0 == .fork }
      let reason: PushResult = isGap ? .retry : .refused(.badSignature)
      results = results.map { $0 == .accepted ? reason : $0 }
      return zip(inspections, results).map { .acknowledge($0.acknowledgement($1)) }
    }
    let hashes = inspections.enumerated().map { index, inspection in
      inspection.runHash(salt: RunHash.salt(push: signature.salt, index: index)) ?? []
    }
    guard hashes.allSatisfy({ !$0.isEmpty }) else {
      // A refused run that nobody can hash hides what was signed: the others are sent again without it.
      return zip(inspections, results).map {
        .acknowledge($0.acknowledgement($1 == .accepted ? .retry : $1))
      }
    }
    let isSigned = DeviceKey.isValid(
      signature: signature.signature, digest: PushDigest.digest(of: hashes),
      publicKey: caller.publicKey)
    return inspections.enumerated().map { index, inspection in
      guard results[index] == .accepted else {
        return .acknowledge(inspection.acknowledgement(results[index]))
      }
      guard isSigned, let order = commitOrder(inspection, index: index, hashes: hashes) else {
        return .acknowledge(inspection.acknowledgement(.refused(.badSignature)))
      }
      return .commit(order)
    }
  }

  private func commitOrder(
    _ inspection: PushInspection, index: Int, hashes: [[UInt8]]
  ) -> CommitOrder? {
    guard let entry = inspection.order.entry, let decoded = inspection.decoded,
      let run = inspection.run, let signature
    else { return nil }
    let first = run.changes[0].dot.sequence
    let proof = RunProof(
      replica: run.replica, from: first, to: first + UInt64(run.changes.count) - 1,
      publicKey: caller.publicKey, salt: RunHash.salt(push: signature.salt, index: index),
      runHashes: hashes, signature: signature.signature)
    return CommitOrder(
      target: inspection.order.push.target, space: entry.space, decoded: decoded, proof: proof)
  }

  private func result(of inspection: PushInspection) -> PushResult {
    guard let entry = inspection.order.entry else {
      if case .registered = inspection.order.push.target { return .refused(.badSpace) }
      return .refused(.notMember)
    }
    if entry.role == .none { return .refused(.notMember) }
    guard let run = inspection.run else { return .refused(.invalidChange) }
    if let owner = inspection.owner, owner != caller.publicKey { return .refused(.foreignReplica) }
    if entry.role < .editor { return .refused(.roleTooLow) }
    for change in run.changes {
      if !caller.actors.contains(change.actor) { return .refused(.foreignActor) }
      if change.intent == .administer { return .refused(.roleTooLow) }
      let changesAccess = change.writes.contains { $0.key.kind == Self.accessKind }
      if changesAccess, entry.role < .manager { return .refused(.roleTooLow) }
    }
    guard let chain = inspection.chainBefore else { return .gap }
    return Array(chain.prefix(run.chainPrefix.count)) == run.chainPrefix ? .accepted : .fork
  }
}

/// What the hub found out about one push without changing anything.
package struct PushInspection: Hashable, Sendable {
  package let order: InspectOrder
  /// Nil where the space is not the caller's, or the batch is damaged or not of one replica.
  package let decoded: DecodedBatch?
  /// The count of the pushed replica's changes that the hub holds.
  package let accepted: UInt64
  /// The public key of the device that the replica belongs to, if to any.
  package let owner: [UInt8]?
  /// The chain's state before the first pushed change; nil where the hub does not reach that far.
  package let chainBefore: [UInt8]?

  package init(
    order: InspectOrder, decoded: DecodedBatch?, accepted: UInt64, owner: [UInt8]?,
    chainBefore: [UInt8]?
  ) {
    self.order = order
    self.decoded = decoded
    self.accepted = accepted
    self.owner = owner
    self.chainBefore = chainBefore
  }

  /// All pushed changes as one run; a push holds changes of one replica.
  package var run: ChangeRun? {
    guard let runs = decoded?.batch.runs, let first = runs.first,
      runs.allSatisfy({ $0.replica == first.replica })
    else { return nil }
    let changes = runs.flatMap(\.changes)
    let isContiguous = zip(changes, changes.dropFirst()).allSatisfy {
      $0.dot.sequence + 1 == $1.dot.sequence
    }
    guard isContiguous else { return nil }
    return ChangeRun(replica: first.replica, chainPrefix: first.chainPrefix, changes: changes)
  }

  func runHash(salt: [UInt8]) -> [UInt8]? {
    guard let space = order.entry?.space, let run, let chainBefore else { return nil }
    let after = run.changes.reduce(chainBefore) {
      HashChain.next(after: $0, canonical: Canonical.encode($1))
    }
    return RunHash.hash(
      space: space, run: run, chainBefore: chainBefore, chainAfter: after, salt: salt)
  }

  func acknowledgement(_ result: PushResult) -> Acknowledgement {
    Acknowledgement(
      target: order.push.target, accepted: accepted, durable: accepted, result: result)
  }
}
