package import SyncCore
package import SyncProtocol

/// The hub's side of one exchange: it is told what happened and answers what to do.
///
/// It runs once, from ``Event/received(_:_:)`` to ``Action/respond(_:)``.
package struct Responder: Sendable {
  package enum Event: Sendable {
    case received(SyncRequest, HubList)
    /// For each registration the new line of the list, or nil where it was refused.
    case registered([ListEntry?], HubList)
    case inspected([PushInspection])
    case committed([Acknowledgement], HubList)
    case read(ReadResult)
    /// The wait is over: something may be new, or time is up.
    case woken(HubList)
  }

  package enum Action: Sendable {
    case register([SpaceRegistration])
    case inspect([InspectOrder])
    case commit([CommitOrder], acknowledged: [Acknowledgement])
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
  private var registered: [ListEntry?] = []
  private var orders: [ReadOrder] = []
  private var committing: [SpaceTarget: CommitOrder] = [:]
  /// What the caller offered in this request and was told the names of: it need not come back.
  private var offered: [SpaceID: [ReplicaID: ClosedRange<UInt64>]] = [:]
  private var response: SyncResponse
  private var budget: UInt64 = 0
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
    case .received(let request, let list):
      self.request = request
      self.list = list
      mayHold = request.waitMilliseconds > 0
      return request.registrations.isEmpty ? inspect() : .register(request.registrations)
    case .registered(let registered, let list):
      self.registered = registered
      self.list = list
      return inspect()
    case .inspected(let inspections):
      return commit(inspections)
    case .committed(let acknowledgements, let list):
      self.list = list
      response.acknowledgements = acknowledgements
      for acknowledgement in acknowledgements where acknowledgement.result == .accepted {
        guard let order = committing[acknowledgement.target] else { continue }
        offered[order.space, default: [:]][order.proof.replica] = order.proof.from...order.proof.to
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
      InspectOrder(push: push, entry: entry(of: push.target), cursor: cursor(of: push.target))
    }
    return orders.isEmpty ? startReading() : .inspect(orders)
  }

  private mutating func commit(_ inspections: [PushInspection]) -> Action {
    let verdicts = PushCheck(caller: caller, signature: request.signature).verdicts(on: inspections)
    var acknowledged: [Acknowledgement] = []
    var orders: [CommitOrder] = []
    for verdict in verdicts {
      switch verdict {
      case .commit(let order):
        orders.append(order)
        committing[order.target] = order
      case .acknowledge(let acknowledgement): acknowledged.append(acknowledgement)
      }
    }
    return .commit(orders, acknowledged: acknowledged)
  }

  private mutating func startReading() -> Action {
    budget = min(request.maximumBytes, configuration.maximumBytes)
    response.updates = []
    response.listVersion = list.version
    response.list = list.spaces.filter { $0.changedAt > request.listVersion }.map(\.entry)
    let asked = Dictionary(grouping: request.chunks, by: \.ordinal)
    orders = list.spaces.compactMap { line in
      guard line.entry.role > .none else { return nil }
      let ordinal = line.entry.ordinal
      let cursor = cursor(of: .listed(ordinal)) ?? 0
      let offer = offered[line.entry.space] ?? [:]
      if let chunks = asked[ordinal] {
        let content = ReadOrder.Content.chunks(chunks[0].snapshot, chunks.map(\.index))
        return ReadOrder(
          entry: line.entry, cursor: cursor, limit: 0, content: content, offered: offer)
      }
      guard line.hubSequence > cursor else { return nil }
      // What the device offers in this very request it need not be sent in any form.
      let foreign = line.hubSequence - min(line.hubSequence, Self.count(offer))
      let isLong = cursor == 0 && foreign >= configuration.snapshotMinimumChanges
      return ReadOrder(
        entry: line.entry, cursor: cursor, limit: 0,
        content: isLong ? .snapshot : .changes, offered: offer)
    }
    orders.reverse()
    return nextRead()
  }

  private static func count(_ offer: [ReplicaID: ClosedRange<UInt64>]) -> UInt64 {
    offer.values.reduce(0) { $0 + ($1.upperBound - $1.lowerBound + 1) }
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
      budget -= min(budget, max(update.content.size, 1))
      response.updates.append(update)
    }
    if result.hasMore { response.hasMore = true }
    return nextRead()
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
      list.spaces.first { $0.entry.ordinal == ordinal }?.entry
    case .registered(let index):
      registered.indices.contains(index) ? registered[index] : nil
    }
  }

  private func cursor(of target: SpaceTarget) -> UInt64? {
    guard case .listed(let ordinal) = target else { return 0 }
    switch request.cursors {
    case .all(let cursors):
      guard ordinal >= 1, ordinal <= UInt64(cursors.count) else { return nil }
      return cursors[Int(ordinal) - 1]
    case .some(let cursors):
      return cursors.first { $0.ordinal == ordinal }?.cursor
    }
  }
}

extension UpdateContent {
  /// The size of the block, in bytes.
  var size: UInt64 {
    switch self {
    case .changes(_, let batch): UInt64(batch.count)
    case .chunk(_, _, _, let block): UInt64(block.count)
    }
  }
}

/// One push to look at before anything is committed.
package struct InspectOrder: Hashable, Sendable {
  package let push: Push
  /// The caller's line for the space; nil where the caller has none.
  package let entry: ListEntry?
  package let cursor: UInt64?
}

/// One push to commit.
package struct CommitOrder: Hashable, Sendable {
  package let target: SpaceTarget
  package let space: SpaceID
  package let decoded: DecodedBatch
  package let proof: RunProof
}

/// One space to read.
package struct ReadOrder: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case changes
    case snapshot
    /// The chunks of a snapshot that began to arrive before.
    case chunks(UInt64, [UInt64])
  }

  package let entry: ListEntry
  package let cursor: UInt64
  /// Bytes.
  package let limit: UInt64
  package let content: Content
  /// What the caller offered in this very request, and so holds.
  package let offered: [ReplicaID: ClosedRange<UInt64>]

  func limited(to limit: UInt64) -> ReadOrder {
    ReadOrder(entry: entry, cursor: cursor, limit: limit, content: content, offered: offered)
  }
}

package struct ReadResult: Hashable, Sendable {
  package let updates: [SpaceUpdate]
  package let hasMore: Bool

  package init(updates: [SpaceUpdate], hasMore: Bool) {
    self.updates = updates
    self.hasMore = hasMore
  }
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
