package import SyncCore
package import SyncProtocol

/// The hub's side of one exchange: it is told what happened and answers what to do.
///
/// It runs once, from ``Event/received(_:_:)`` to ``Action/respond(_:)``.
package struct Responder: Sendable {
  package enum Event: Sendable {
    /// With the hub's history, 8 bytes, at the request's cursors by ordinal, as far as it has one there.
    case received(SyncRequest, HubList, [UInt64: [UInt8]])
    /// For each registration the new line of the list, or nil where it was refused.
    case registered([ListEntry?], HubList)
    case inspected([PushInspection])
    /// One acknowledgement for each push, in the order of the request.
    case committed([Acknowledgement], HubList)
    case read(ReadResult)
    /// The wait is over: something may be new, or time is up.
    case woken(HubList)
  }

  package enum Action: Sendable {
    case register([SpaceRegistration])
    case inspect([InspectOrder])
    /// One verdict for each push, in the order of the request.
    case commit([PushCheck.Verdict])
    case read(ReadOrder)
    case hold(spaces: [SpaceID], milliseconds: UInt64)
    case respond(SyncResponse)
  }

  private let configuration: ResponderConfiguration
  private let caller: Caller
  private let lineage: HubLineage
  private let hubMilliseconds: UInt64
  private var request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 0)
  private var list = HubList(version: 0, spaces: [])
  /// The hub's history, 8 bytes, at the request's cursors by ordinal.
  private var histories: [UInt64: [UInt8]] = [:]
  /// Whether the request's ordinals may mean other spaces: nothing of its listed spaces is done then.
  private var isForeignList = false
  private var registered: [ListEntry?] = []
  private var orders: [ReadOrder] = []
  private var verdicts: [PushCheck.Verdict] = []
  /// What the caller offered in this request and was told the names of: it need not come back.
  private var offered: [SpaceID: [ReplicaID: [ClosedRange<UInt64>]]] = [:]
  private var response: SyncResponse
  private var budget: UInt64 = 0
  /// Those that the answer holds.
  private var signatures: Set<[UInt8]> = []
  private var mayHold = true

  package init(
    caller: Caller, lineage: HubLineage, hubMilliseconds: UInt64,
    configuration: ResponderConfiguration = ResponderConfiguration()
  ) {
    self.caller = caller
    self.lineage = lineage
    self.hubMilliseconds = hubMilliseconds
    self.configuration = configuration
    response = SyncResponse(hubMilliseconds: hubMilliseconds, lineage: lineage, listVersion: 0)
  }

  package mutating func handle(_ event: Event) -> Action {
    switch event {
    case .received(let request, let list, let histories):
      self.request = request
      self.list = list
      self.histories = histories
      let check = CursorCheck(request: request, list: list)
      isForeignList = list.isForeign(request.listVersion)
      mayHold = request.waitMilliseconds > 0 && !isForeignList && !check.hasCursorBeyondHead
      return request.registrations.isEmpty ? inspect() : .register(request.registrations)
    case .registered(let registered, let list):
      self.registered = registered
      self.list = list
      return inspect()
    case .inspected(let inspections):
      verdicts = PushCheck(caller: caller, signature: request.signature).verdicts(on: inspections)
      return .commit(verdicts)
    case .committed(let acknowledgements, let list):
      self.list = list
      response.acknowledgements = acknowledgements
      for (verdict, acknowledgement) in zip(verdicts, acknowledgements) {
        guard case .commit(let order) = verdict, acknowledgement.result == .accepted,
          let first = order.decoded.batch.changes.first?.dot.sequence, first <= order.proof.to
        else { continue }
        let range = first...order.proof.to
        offered[order.space, default: [:]][order.proof.replica, default: []].append(range)
      }
      return startReading()
    case .read(let result):
      return took(result)
    case .woken(let list):
      self.list = list
      mayHold = false
      return startReading()
    }
  }

  private mutating func inspect() -> Action {
    let orders = request.pushes.map { push in
      let cursor = cursor(of: push.target)
      let history = history(of: push.target)
      return InspectOrder(
        push: push, entry: entry(of: push.target), cursor: cursor, history: history,
        isStale: isForeignList || (cursor ?? 0 > 0 && history == nil))
    }
    return orders.isEmpty ? startReading() : .inspect(orders)
  }

  private mutating func startReading() -> Action {
    budget = min(request.maximumBytes, configuration.maximumBytes)
    response.updates = []
    response.listVersion = list.version
    let check = CursorCheck(request: request, list: list)
    response.history = check.digest(histories)
    // Whoever doubts the hub's history, or means another list, is told all lines again.
    let isWhole = isForeignList || request.isChecked || request.listVersion == 0
    response.isWholeList = isWhole
    response.list = list.spaces.filter { isWhole || $0.changedAt > request.listVersion }
      .map(\.entry)
    if isForeignList {
      response.hasMore = true
      return finish()
    }
    let asked = Dictionary(grouping: request.chunks, by: \.ordinal)
    orders = list.spaces.compactMap { line in
      // Also who may not read it any more must not wait for ever for histories that agree.
      if check.isRewound(line.entry.ordinal, histories) {
        response.updates.append(SpaceUpdate(ordinal: line.entry.ordinal, content: .rewound))
        return nil
      }
      guard line.entry.role > .none else { return nil }
      return readOrder(line, chunks: asked[line.entry.ordinal])
    }
    orders.reverse()
    return nextRead()
  }

  /// What to read of a space; nil where nothing is new or nothing is asked.
  private func readOrder(_ line: HubListSpace, chunks: [ChunkRequest]?) -> ReadOrder? {
    let known = request.cursor(line.entry.ordinal)
    let cursor = known ?? 0
    let offer = offered[line.entry.space] ?? [:]
    func order(_ content: ReadOrder.Content) -> ReadOrder {
      ReadOrder(entry: line.entry, cursor: cursor, limit: 0, content: content, offered: offer)
    }
    if let chunks {
      let isFresh = chunks[0].snapshot == 0
      return order(isFresh ? .freshSnapshot : .chunks(chunks[0].snapshot, chunks.map(\.index)))
    }
    guard line.hubSequence > cursor, known != nil || !request.isChecked else { return nil }
    // What the device offers in this very request it need not be sent in any form.
    let foreign = line.hubSequence - min(line.hubSequence, Self.count(offer))
    let isLong = cursor == 0 && foreign >= configuration.snapshotMinimumChanges
    return order(isLong ? .snapshot : .changes)
  }

  private static func count(_ offer: [ReplicaID: [ClosedRange<UInt64>]]) -> UInt64 {
    offer.values.joined().reduce(0) { $0 + ($1.upperBound - $1.lowerBound + 1) }
  }

  private mutating func nextRead() -> Action {
    guard let order = orders.popLast() else { return finish() }
    guard budget > 0 else {
      response.hasMore = true
      return finish()
    }
    return .read(order.limited(to: min(budget, configuration.maximumBytesPerSpace)))
  }

  private mutating func took(_ result: ReadResult) -> Action {
    for update in result.updates {
      let size = update.content.blockSize + addedSize(of: update.content.proofs)
      budget -= min(budget, max(size, 1))
      response.updates.append(update)
    }
    if result.hasMore { response.hasMore = true }
    return nextRead()
  }

  /// How many bytes proofs add to the answer: a signature stands in it once.
  private mutating func addedSize(of proofs: [RunProof]) -> UInt64 {
    proofs.reduce(0) { size, proof in
      let isNew = signatures.insert(proof.signing.signature).inserted
      return size + UInt64(proof.salt.count + (isNew ? proof.signing.byteCount : 0))
    }
  }

  private func finish() -> Action {
    let isQuiet =
      response.updates.isEmpty && response.list.isEmpty && response.acknowledgements.isEmpty
      && !response.hasMore
    guard isQuiet, mayHold else { return .respond(response) }
    return .hold(
      spaces: list.spaces.filter { $0.entry.role > .none }.map(\.entry.space),
      milliseconds: min(request.waitMilliseconds, configuration.maximumWaitMilliseconds))
  }

  private func entry(of target: SpaceTarget) -> ListEntry? {
    switch target {
    case .listed(let ordinal):
      isForeignList ? nil : list.spaces.first { $0.entry.ordinal == ordinal }?.entry
    case .registered(let index):
      registered.indices.contains(index) ? registered[index] : nil
    }
  }

  private func history(of target: SpaceTarget) -> [UInt8]? {
    guard case .listed(let ordinal) = target else { return nil }
    return histories[ordinal]
  }

  private func cursor(of target: SpaceTarget) -> UInt64? {
    guard case .listed(let ordinal) = target else { return 0 }
    return request.cursor(ordinal)
  }
}

extension UpdateContent {
  /// The size of the block in bytes.
  var blockSize: UInt64 {
    switch self {
    case .changes(let update): UInt64(update.batch.count)
    case .chunk(let update): UInt64(update.block.count)
    case .rewound: 0
    }
  }

  /// What proves who wrote the block's runs.
  var proofs: [RunProof] { if case .changes(let update) = self { update.proofs } else { [] } }
}

extension SyncRequest {
  /// Whether the device doubts that the hub's history is still the one that it knows.
  var isChecked: Bool { if case .checked = cursors { true } else { false } }
}

/// The sizes and times of the hub's answers.
package struct ResponderConfiguration: Hashable, Sendable {
  /// Bytes of blocks in one answer: keeps memory and time of a request bounded.
  package var maximumBytes: UInt64 = 4 << 20
  /// Bytes of one space in one answer, so that a busy space cannot starve others.
  package var maximumBytesPerSpace = Limits.spaceAnswerBytes
  /// A space with fewer changes arrives as its log, which keeps the history and is about as small.
  package var snapshotMinimumChanges: UInt64 = 256
  /// Below a minute, since proxies cut idle connections there.
  package var maximumWaitMilliseconds = Limits.waitMilliseconds

  package init() {}
}
