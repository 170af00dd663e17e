package import SyncCore
package import SyncProtocol

/// Performs what a responder asks for on the hub's store.
package struct HubConversation<Replica: HubReplica> {
  /// What one step ended with.
  package enum Outcome: Sendable {
    case answer([UInt8])
    /// Nothing is new: the answer may wait for one of these spaces.
    case hold(spaces: [SpaceID], milliseconds: UInt64)
  }

  private let replica: Replica
  private let caller: Caller
  private var responder: Responder

  package init(
    replica: Replica, caller: Caller, hubMilliseconds: UInt64,
    configuration: ResponderConfiguration = ResponderConfiguration()
  ) throws {
    self.replica = replica
    self.caller = caller
    responder = Responder(
      caller: caller, lineage: try replica.lineage(), hubMilliseconds: hubMilliseconds,
      configuration: configuration)
  }

  /// Answers one request.
  ///
  /// - Throws: `ProtocolError` where the bytes are no request; errors of the store.
  package mutating func receive(_ bytes: [UInt8]) throws -> Outcome {
    let request = try SyncRequest.decode(bytes)
    return try run(responder.handle(.received(request, try replica.list(of: caller.user))))
  }

  /// Goes on after a hold.
  package mutating func wake() throws -> Outcome {
    try run(responder.handle(.woken(try replica.list(of: caller.user))))
  }

  private mutating func run(_ first: Responder.Action) throws -> Outcome {
    var action = first
    while true {
      switch action {
      case .respond(let response): return .answer(response.encode())
      case .hold(let spaces, let milliseconds):
        return .hold(spaces: spaces, milliseconds: milliseconds)
      case .register, .inspect, .commit, .read:
        action = responder.handle(try perform(action))
      }
    }
  }

  private mutating func perform(_ action: Responder.Action) throws -> Responder.Event {
    switch action {
    case .register(let registrations):
      let entries = try registrations.map { registration -> ListEntry? in
        let id = SpaceIdentity.space(publicKey: caller.publicKey, nonce: registration.nonce)
        guard id == registration.space, registration.kind == .account else { return nil }
        return try replica.register(registration, by: caller)
      }
      return .registered(entries, try replica.list(of: caller.user))
    case .inspect(let orders):
      return .inspected(try orders.map(inspect))
    case .commit(let orders, var acknowledgements):
      for order in orders { acknowledgements.append(try commit(order)) }
      return .committed(acknowledgements, try replica.list(of: caller.user))
    case .read(let order):
      return .read(try replica.read(order.entry.space) { try read(order, in: $0) })
    case .hold, .respond:
      preconditionFailure("the loop above performs these")
    }
  }

  private func inspect(_ order: InspectOrder) throws -> PushInspection {
    guard let entry = order.entry else {
      return PushInspection(order: order, decoded: nil, accepted: 0, owner: nil, chainBefore: nil)
    }
    return try replica.read(entry.space) { ledger in
      let naming = try ledger.naming(cursor: order.cursor ?? 0)
      let decoded = try ChangeBatch.decode(order.push.batch, naming: naming)
      guard let first = decoded.batch.runs.first?.changes.first?.dot else {
        return PushInspection(order: order, decoded: nil, accepted: 0, owner: nil, chainBefore: nil)
      }
      let accepted = try ledger.head(of: first.replica)?.sequence ?? 0
      let before: [UInt8]?
      if first.sequence == 1 {
        before = HashChain.seed(space: entry.space, replica: first.replica)
      } else {
        before = try ledger.chain(after: Dot(first.replica, first.sequence - 1))
      }
      return PushInspection(
        order: order, decoded: decoded, accepted: accepted,
        owner: try ledger.owner(of: first.replica), chainBefore: before)
    }
  }

  private func commit(_ order: CommitOrder) throws -> Acknowledgement {
    let caller = caller
    return try replica.write(order.space) { ledger in
      try ledger.bind(order.proof.replica, to: caller)
      var integrator = try Integrator(ledger: ledger)
      let outcome = try integrator.integrate(order.decoded.batch)
      // What could be applied before the first obstacle is accepted: each change stands on its own.
      let records = try integrator.finish()
      let isNew = !integrator.applied.isEmpty
      let isWhole = outcome == .complete
      if isNew { try ledger.settle(records) }
      if isNew, isWhole { try ledger.keep(order.proof) }
      // A number belongs to a change that is in the log, since that is where others learn it.
      let numbers = try ledger.numbers(
        records: isWhole ? order.decoded.portableRecords : [],
        replicas: isWhole ? order.decoded.portableReplicas : [])
      let accepted = try ledger.head(of: order.proof.replica)?.sequence ?? 0
      return Acknowledgement(
        target: order.target, accepted: accepted, durable: accepted, result: outcome.result,
        recordOrdinals: numbers.records, replicaNumbers: numbers.replicas)
    }
  }

  private func read(_ order: ReadOrder, in ledger: Replica.Ledger) throws -> ReadResult {
    switch order.content {
    case .changes:
      return try readChanges(order, in: ledger)
    case .snapshot:
      let snapshot = try ledger.currentSnapshot()
      return try chunks(of: snapshot, Array(snapshot.blocks.indices), order: order, in: ledger)
    case .chunks(let hubSequence, let indexes):
      guard let snapshot = try ledger.snapshot(hubSequence) else {
        let fresh = try ledger.currentSnapshot()
        return try chunks(of: fresh, Array(fresh.blocks.indices), order: order, in: ledger)
      }
      return try chunks(
        of: snapshot, indexes.map { Int(clamping: $0) }, order: order, in: ledger)
    }
  }

  private func readChanges(_ order: ReadOrder, in ledger: Replica.Ledger) throws -> ReadResult {
    let read = try ledger.changes(after: order.cursor, limit: order.limit)
    guard let last = read.changes.last else { return ReadResult(updates: [], hasMore: false) }
    let fresh = read.changes.filter { entry in
      let dot = entry.change.dot
      return !(order.offered[dot.replica]?.contains(dot.sequence) ?? false)
    }
    let encoded = try ChangeBatch(hubChanges: fresh)
      .encode(naming: ledger.naming(cursor: order.cursor))
    let content = UpdateContent.changes(cursor: last.hubSequence, batch: encoded.block)
    return ReadResult(
      updates: [SpaceUpdate(ordinal: order.entry.ordinal, content: content)], hasMore: read.hasMore)
  }

  private func chunks(
    of snapshot: HubSnapshot, _ indexes: [Int], order: ReadOrder, in ledger: Replica.Ledger
  ) throws -> ReadResult {
    var updates: [SpaceUpdate] = []
    var size: UInt64 = 0
    let wanted = indexes.filter(snapshot.blocks.indices.contains)
    for index in wanted {
      let block = snapshot.blocks[index]
      guard updates.isEmpty || size + UInt64(block.count) <= order.limit else { break }
      size += UInt64(block.count)
      let content = UpdateContent.chunk(
        snapshot: snapshot.hubSequence, index: UInt64(index), count: UInt64(snapshot.blocks.count),
        block: block)
      updates.append(SpaceUpdate(ordinal: order.entry.ordinal, content: content))
    }
    // After a cached snapshot come the changes since it was made.
    let isBehind = snapshot.hubSequence < (try ledger.hubSequence())
    return ReadResult(updates: updates, hasMore: isBehind || updates.count < wanted.count)
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
    }
  }
}

extension ChangeBatch {
  /// The changes as runs: a new one wherever the author changes.
  package init(hubChanges: [HubChange]) {
    var runs: [ChangeRun] = []
    var start = 0
    for index in hubChanges.indices {
      let isLast = index == hubChanges.count - 1
      let replica = hubChanges[index].change.dot.replica
      let next = isLast ? nil : hubChanges[index + 1].change.dot
      let goesOn =
        next?.replica == replica
        && next?.sequence == hubChanges[index].change.dot.sequence + 1
      guard !goesOn else { continue }
      let prefix = hubChanges[start].chainBefore.prefix(ChangeRun.chainPrefixByteCount)
      runs.append(
        ChangeRun(
          replica: replica, chainPrefix: Array(prefix),
          changes: hubChanges[start...index].map(\.change)))
      start = index + 1
    }
    self.init(runs: runs)
  }
}
