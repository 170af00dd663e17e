internal import SyncCore
internal import SyncProtocol

extension HubConversation {
  /// Looks at the pushes in order; a later run of a replica follows an earlier one of the same request.
  func inspect(_ orders: [InspectOrder]) throws -> [PushInspection] {
    var ends: [SpaceID: [Dot: [UInt8]]] = [:]
    return try orders.map { order in
      let space = order.entry?.space
      let inspection = try inspect(order, following: space.flatMap { ends[$0] } ?? [:])
      if let space, let last = inspection.run?.changes.last?.dot {
        ends[space, default: [:]][last] = inspection.chainAfter
      }
      return inspection
    }
  }

  private func inspect(
    _ order: InspectOrder, following ends: [Dot: [UInt8]]
  ) throws -> PushInspection {
    guard let entry = order.entry else { return PushInspection(unreadable: order) }
    let author = try order.push.proof.flatMap {
      try replica.author(publicKey: $0.signing.publicKey, in: entry.space)
    }
    var origins: [(actor: Text, owner: [UInt8]?)] = []
    var inspection = try replica.read(entry.space) { ledger in
      let naming = try ledger.naming(cursor: order.cursor ?? 0)
      let decoded: DecodedBatch
      do {
        decoded = try ChangeBatch.decode(order.push.batch, naming: naming)
      } catch let error as ProtocolError {
        // Numbers may mean something else where this hub went back: the device will learn that from
        // the answer's history.
        var unreadable = PushInspection(unreadable: order)
        if case .unknownName = error { unreadable.isUnnamed = true }
        return unreadable
      }
      guard let first = decoded.batch.runs.first?.changes.first?.dot else {
        return PushInspection(unreadable: order)
      }
      func chain(before dot: Dot) throws -> [UInt8]? {
        if dot.sequence == 1 { return HashChain.seed(space: entry.space, replica: dot.replica) }
        let previous = Dot(dot.replica, dot.sequence - 1)
        return try ledger.chain(after: previous) ?? ends[previous]
      }
      let proofBefore = try order.push.proof.flatMap {
        try $0.from > 0 ? chain(before: Dot(first.replica, $0.from)) : nil
      }
      origins = try decoded.batch.changes.compactMap(\.origin).map {
        ($0.actor, try ledger.owner(of: $0.dot.replica))
      }
      var known: [Dot: [UInt8]] = [:]
      let head = try ledger.head(of: first.replica)?.sequence ?? 0
      for change in decoded.batch.changes where change.dot.sequence <= head {
        known[change.dot] = try ledger.chain(after: change.dot)
      }
      return PushInspection(
        order: order, decoded: decoded, standing: try ledger.standing(of: first.replica),
        owner: try ledger.owner(of: first.replica), author: author,
        chainBefore: try chain(before: first), proofBefore: proofBefore, known: known)
    }
    let own = (author?.caller ?? caller).actors
    inspection.hasForeignOrigin = try origins.contains { actor, owner in
      if own.contains(actor) { return false }
      let author = try owner.flatMap { try replica.author(publicKey: $0, in: entry.space) }
      return !(author?.caller.actors.contains(actor) ?? false)
    }
    return inspection
  }

  /// Commits what may be committed; one acknowledgement for each verdict, in order.
  ///
  /// Runs of several replicas may depend on each other in turns: a run that lacks others' changes is
  /// tried again as long as others of the request get on.
  func commit(_ verdicts: [PushCheck.Verdict]) throws -> [Acknowledgement] {
    var acknowledgements: [Int: Acknowledgement] = [:]
    var waiting: [(index: Int, order: CommitOrder)] = []
    for (index, verdict) in verdicts.enumerated() {
      switch verdict {
      case .acknowledge(let acknowledgement): acknowledgements[index] = acknowledgement
      case .commit(let order): waiting.append((index, order))
      }
    }
    var hasProgress = true
    while hasProgress, !waiting.isEmpty {
      hasProgress = false
      for (index, order) in waiting {
        let (acknowledgement, appliedCount) = try commit(order)
        acknowledgements[index] = acknowledgement
        if appliedCount > 0 { hasProgress = true }
      }
      waiting.removeAll { acknowledgements[$0.index]?.result != .missing }
    }
    return verdicts.indices.compactMap { acknowledgements[$0] }
  }

  private func commit(
    _ order: CommitOrder
  ) throws -> (acknowledgement: Acknowledgement, appliedCount: Int) {
    try replica.write(order.space) { ledger in
      try ledger.bind(order.proof.replica, to: order.proof.signing.publicKey)
      var integrator = try Integrator(ledger: ledger, requiresBases: true)
      let integrated = try integrator.integrate(order.decoded.batch)
      #if MUTANTS
        let isBegun = Mutant.isPlanted(.partialRunAccepted) && !integrator.applied.isEmpty
        let outcome = isBegun ? .complete : integrated
      #else
        let outcome = integrated
      #endif
      // What could be applied before the first obstacle stays: each change stands on its own.
      let records = try integrator.finish()
      let isWhole = outcome == .complete
      if !integrator.applied.isEmpty { try ledger.settle(records) }
      // The proof is of the whole run: a beginning of it is offered again until the rest fits.
      if isWhole { try ledger.keep(order.proof) }
      // A number belongs to a change that is in the log, since that is where others learn it.
      let numbers = try ledger.numbers(
        records: isWhole ? order.decoded.portableRecords : [],
        replicas: isWhole ? order.decoded.portableReplicas : [])
      let standing = try ledger.standing(of: order.proof.replica)
      let acknowledgement = Acknowledgement(
        accepted: standing.accepted, durable: standing.durable, result: outcome.result,
        recordOrdinals: numbers.records, replicaNumbers: numbers.replicas)
      return (acknowledgement, integrator.applied.count)
    }
  }

  /// Notes what the acknowledgements say about identities.
  func note(_ acknowledgements: [Acknowledgement], on inspections: [PushInspection]) throws {
    for (acknowledgement, inspection) in zip(acknowledgements, inspections) {
      guard let space = inspection.order.entry?.space, let run = inspection.run else { continue }
      switch acknowledgement.result {
      case .fork:
        // A prefix alone may differ because this hub went back: the device will say so.
        if inspection.isContradicted { try replica.note(.fork(space, run.replica), by: caller) }
      case .refused(.foreignReplica):
        try replica.note(.foreignReplica(space, run.replica), by: caller)
      case .accepted, .gap, .missing, .retry, .refused: break
      }
    }
  }
}

extension Integration {
  fileprivate var result: PushResult {
    switch self {
    case .complete: .accepted
    case .gap: .gap
    case .missing: .missing
    case .fork: .fork
    case .invalid: .refused(.invalidChange)
    case .baseReleased: .refused(.baseReleased)
    }
  }
}
