internal import SyncCore
package import SyncProtocol

/// Decides which pushes of a request may be committed: signature or proof, ownership, role and authorship.
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
    // The one signature covers the runs without a proof of their own.
    let signed = inspections.indices.filter { inspections[$0].order.push.proof == nil }
    let hashes = signed.map { inspections[$0].runHash(salt: salt(at: $0)) ?? [] }
    let isForked = signed.contains { inspections[$0].isFork }
    if let obstacle = obstacle(
      to: signed.map { results[$0] }, hashes: hashes, isForked: isForked)
    {
      for index in signed where results[index] == .accepted { results[index] = obstacle }
    }
    #if MUTANTS
      let forked = Mutant.isPlanted(.forkHoldsNothingBack) ? [] : forkedSpaces(inspections)
    #else
      let forked = forkedSpaces(inspections)
    #endif
    // What depends on the device's history of a replica must not meet another one by count.
    for index in inspections.indices where results[index] == .accepted {
      guard let space = inspections[index].order.entry?.space, forked.contains(space) else {
        continue
      }
      results[index] = .retry
    }
    return inspections.indices.map { index in
      let inspection = inspections[index]
      guard results[index] == .accepted, let entry = inspection.order.entry,
        let decoded = inspection.orderly,
        let proof = proof(of: inspection, at: index, hashes: hashes)
      else { return .acknowledge(inspection.acknowledgement(results[index])) }
      return .commit(CommitOrder(space: entry.space, decoded: decoded, proof: proof))
    }
  }

  /// The spaces in which device and hub hold different changes under one name.
  private func forkedSpaces(_ inspections: [PushInspection]) -> Set<SpaceID> {
    Set(inspections.filter(\.isFork).compactMap { $0.order.entry?.space })
  }

  /// What keeps all signed runs from being committed; nil where the signature is right.
  ///
  /// `isForked` says whether some run of them continues another chain than the hub's: then the hub
  /// computes another hash for it than the device signed, also where the run is refused anyway.
  private func obstacle(
    to results: [PushResult], hashes: [[UInt8]], isForked: Bool
  ) -> PushResult? {
    if results.isEmpty { return nil }
    // Where one cannot be checked, the others are sent again without it.
    if results.contains(where: { $0 == .gap || $0 == .fork }) { return .retry }
    guard let signature else { return .refused(.badSignature) }
    // A refused run that nobody can hash hides what was signed.
    guard hashes.allSatisfy({ !$0.isEmpty }) else { return .retry }
    let isSigned = DeviceKey.isValid(
      signature: signature.signature, digest: PushDigest.digest(of: hashes),
      publicKey: caller.publicKey)
    if isSigned { return nil }
    return isForked ? .retry : .refused(.badSignature)
  }

  /// The salt of the run at a place among all pushes of the request.
  private func salt(at index: Int) -> [UInt8] {
    RunHash.salt(push: signature?.salt ?? [], index: index)
  }

  private func proof(
    of inspection: PushInspection, at index: Int, hashes: [[UInt8]]
  ) -> RunProof? {
    if let proof = inspection.order.push.proof { return proof }
    guard let signature, let range = inspection.range, let run = inspection.run else { return nil }
    return RunProof(
      replica: run.replica, from: range.lowerBound, to: range.upperBound, salt: salt(at: index),
      signing: RunSigning(
        publicKey: caller.publicKey, runHashes: hashes, signature: signature.signature))
  }

  private func result(of inspection: PushInspection) -> PushResult {
    guard let entry = inspection.order.entry else {
      if inspection.order.isStale { return .retry }
      if case .registered = inspection.order.push.target { return .refused(.badSpace) }
      return .refused(.notMember)
    }
    if entry.role == .none { return .refused(.notMember) }
    if inspection.order.isStale { return .retry }
    if inspection.isUnnamed { return .retry }
    guard let run = inspection.run, let range = inspection.range else {
      return .refused(.invalidChange)
    }
    let author: RunAuthor
    if let proof = inspection.order.push.proof {
      // Any member may hand on what a colleague wrote; the colleague's rights count.
      guard proof.replica == run.replica, proof.to == range.upperBound,
        proof.from <= range.lowerBound, let signer = inspection.author
      else { return .refused(.badProof) }
      author = signer
    } else {
      author = RunAuthor(caller: caller, role: entry.role)
    }
    #if MUTANTS
      let isFork = inspection.isFork && !Mutant.isPlanted(.chainNotChecked)
    #else
      let isFork = inspection.isFork
    #endif
    if isFork { return .fork }
    if inspection.hasForeignOrigin { return .refused(.foreignActor) }
    if let refusal = refusal(of: run, by: author, owner: inspection.owner) {
      return .refused(refusal)
    }
    guard let before = inspection.chainBefore, let after = inspection.chainAfter else {
      return .gap
    }
    #if MUTANTS
      if Mutant.isPlanted(.chainNotChecked) { return .accepted }
    #endif
    guard let proof = inspection.order.push.proof else { return .accepted }
    // Changes that the hub holds need not come again: what was signed is one run all the same.
    let isWhole = proof.from == range.lowerBound
    guard let signed = isWhole ? before : inspection.proofBefore else { return .gap }
    let isProved = proof.isValid(in: entry.space, chainBefore: signed, chainAfter: after)
    return isProved ? .accepted : .refused(.badProof)
  }

  /// What the author may not do; nil where all is right.
  private func refusal(
    of run: ChangeRun, by author: RunAuthor, owner: [UInt8]?
  ) -> Refusal? {
    #if MUTANTS
      if Mutant.isPlanted(.ownerNotChecked), author.role >= .editor { return nil }
    #endif
    if let owner, owner != author.caller.publicKey { return .foreignReplica }
    #if MUTANTS
      if Mutant.isPlanted(.roleNotChecked) { return nil }
    #endif
    if author.role < .editor { return .roleTooLow }
    for change in run.changes {
      if !author.caller.actors.contains(change.actor) { return .foreignActor }
      if author.isHub { continue }
      if change.intent == .administer { return .roleTooLow }
      if change.writes.contains(where: { $0.value == .absent }) { return .roleTooLow }
      let changesAccess = change.writes.contains { $0.key.kind == Self.accessKind }
      if changesAccess, author.role < .manager { return .roleTooLow }
    }
    return nil
  }
}
