internal import SyncCore
package import SyncProtocol

/// A device's side of one conversation: it is told what happened and answers what to do.
///
/// It runs once, from ``Event/begun(_:)`` to ``Action/finish(_:)``; a retry makes a new one, which
/// goes on where the store stands.
package struct Initiator: Sendable {
  package enum Event: Sendable {
    case begun(DeviceView)
    /// The runs that were asked for, and fresh random bytes for the signature.
    case loaded([LoadedPush], salt: [UInt8])
    case signed([UInt8])
    case received(SyncResponse)
    /// The answer is in the store; the view after it, and what it brought.
    case stored(DeviceView, Intake)
  }

  package enum Action: Sendable {
    case load([OutboxQuery])
    case sign(digest: [UInt8])
    case send(SyncRequest)
    case store(HubAnswer)
    case finish(SyncSummary)
  }

  private let configuration: InitiatorConfiguration
  private var view = DeviceView(listVersion: 0, spaces: [])
  private var pushes: [LoadedPush] = []
  /// The runs that were loaded for this round, and the heads of those that were not.
  private var loaded: [LoadedPush] = []
  private var unloaded: [(space: DeviceSpace, head: OutboxHead)] = []
  private var salt: [UInt8] = []
  private var round = 0
  private var idleRounds = 0
  /// What the hub did not take in this conversation; the next one offers it again.
  private var settled: Set<OutboxKey> = []
  /// What depends on changes that this device cannot offer: the hub's log may bring them yet.
  private var blocked: Set<OutboxKey> = []
  /// What runs of this round depend on and nobody here can offer.
  private var stranded: [SpaceID: [Dot]] = [:]
  /// How long a run may be, in bytes of canonical form, of which some change is refused.
  private var narrowed: [OutboxKey: UInt64] = [:]
  private var order = OfferOrder()
  private var history = HistoryWatch()
  private var recovery = RecoveryWatch()
  private var summary = SyncSummary()

  package init(configuration: InitiatorConfiguration = InitiatorConfiguration()) {
    self.configuration = configuration
  }

  package mutating func handle(_ event: Event) -> Action {
    switch event {
    case .begun(let view):
      return begin(round: view)
    case .loaded(let pushes, let salt):
      loaded += pushes
      let isWhole = unloaded.isEmpty
      let (offered, blocked) = order.offered(of: loaded, isWhole: isWhole)
      if offered.isEmpty, !isWhole { return load() }
      self.blocked.formUnion(blocked)
      for push in loaded where !push.strandedNeeds.isEmpty {
        stranded[push.space.space] = push.strandedNeeds
      }
      self.pushes = offered
      self.salt = salt
      // What another device signed needs no signature of this one.
      let isSigned = offered.contains { $0.outbox.proof == nil }
      return isSigned ? .sign(digest: digest()) : .send(request(signature: nil))
    case .signed(let signature):
      return .send(request(signature: PushSignature(salt: salt, signature: signature)))
    case .received(let response):
      let wanted = recovery.wanted(of: response, view)
      var answer = history.answer(wanted, to: pushes, view)
      answer.stranded = stranded
      return .store(answer)
    case .stored(let view, let intake):
      return finish(round: view, intake: intake)
    }
  }

  private mutating func begin(round view: DeviceView) -> Action {
    self.view = view
    round += 1
    loaded = []
    stranded = [:]
    unloaded = order.sorted(
      view.spaces.flatMap { space in offered(of: space).map { (space: space, head: $0) } })
    return load()
  }

  /// Asks for as many runs as one request may hold.
  private mutating func load() -> Action {
    let heads = unloaded.prefix(configuration.maximumPushes)
    unloaded.removeFirst(heads.count)
    let limit = max(
      configuration.minimumPushBytes, configuration.maximumPushBytes / UInt64(max(heads.count, 1)))
    return .load(
      heads.map { space, head in
        let key = OutboxKey(space: space.space, replica: head.replica)
        return OutboxQuery(space: space, head: head, limit: min(limit, narrowed[key] ?? limit))
      })
  }

  /// What of a space's outbox is offered in this conversation.
  private func offered(of space: DeviceSpace) -> [OutboxHead] {
    guard space.ordinal != nil || space.nonce != nil else { return [] }
    return space.outbox.filter {
      let key = OutboxKey(space: space.space, replica: $0.replica)
      return !settled.contains(key) && !blocked.contains(key)
    }
  }

  /// Lets what was blocked be tried again in the spaces of which this round brought something, and all
  /// in those of which the hub was meant to know and does not.
  private mutating func unblock(after view: DeviceView) {
    let unlisted = Set(view.spaces.filter { $0.ordinal == nil }.map(\.space))
    let lost = self.view.spaces.filter { $0.ordinal != nil && unlisted.contains($0.space) }
    for space in lost { settled = settled.filter { $0.space != space.space } }
    if blocked.isEmpty { return }
    let cursors = Dictionary(
      self.view.spaces.map { ($0.space, $0.cursor) }, uniquingKeysWith: { first, _ in first })
    let moved = Set(view.spaces.filter { $0.cursor != cursors[$0.space] }.map(\.space))
    blocked = blocked.filter { !moved.contains($0.space) }
  }

  private func digest() -> [UInt8] {
    PushDigest.digest(
      of: pushes.enumerated().filter { $1.outbox.proof == nil }.map { index, push in
        RunHash.hash(
          space: push.space.space, run: push.outbox.run, chainBefore: push.outbox.chainBefore,
          chainAfter: push.outbox.chainAfter, salt: RunHash.salt(push: salt, index: index))
      })
  }

  private mutating func request(signature: PushSignature?) -> SyncRequest {
    let listed = view.spaces.filter { $0.ordinal != nil }
    var news: [DeviceSpace] = []
    for push in pushes where push.space.ordinal == nil {
      if !news.contains(where: { $0.space == push.space.space }) { news.append(push.space) }
    }
    let chunks = listed.flatMap(chunkRequests)
    let hasUnsent = view.spaces.contains { !offered(of: $0).isEmpty }
    let isIdle = pushes.isEmpty && chunks.isEmpty && round == 1 && !hasUnsent
    return SyncRequest(
      listVersion: view.listVersion, cursors: history.cursors(of: listed),
      registrations: news.compactMap(registration),
      pushes: pushes.map {
        Push(
          target: target($0, among: news), batch: $0.outbox.encoded.block, proof: $0.outbox.proof)
      },
      chunks: chunks, waitMilliseconds: isIdle ? configuration.waitMilliseconds : 0,
      maximumBytes: configuration.maximumBytes, signature: signature)
  }

  private func chunkRequests(_ space: DeviceSpace) -> [ChunkRequest] {
    guard let ordinal = space.ordinal, space.role > .none, recovery.takes(space) else { return [] }
    if let missing = space.missingChunks {
      return missing.indexes.prefix(configuration.maximumChunksPerSpace).map {
        ChunkRequest(ordinal: ordinal, snapshot: missing.snapshot, index: $0)
      }
    }
    guard recovery.asks(for: space) else { return [] }
    return [ChunkRequest(ordinal: ordinal, snapshot: 0, index: 0)]
  }

  private func registration(_ space: DeviceSpace) -> SpaceRegistration? {
    space.nonce.map { SpaceRegistration(space: space.space, kind: space.kind, nonce: $0) }
  }

  private func target(_ push: LoadedPush, among news: [DeviceSpace]) -> SpaceTarget {
    if let ordinal = push.space.ordinal { return .listed(ordinal) }
    return .registered(news.firstIndex { $0.space == push.space.space } ?? 0)
  }

  private mutating func finish(round view: DeviceView, intake: Intake) -> Action {
    summary.add(intake)
    settled.formUnion(intake.settled)
    unblock(after: view)
    for push in pushes where intake.narrowed.contains(push.key) {
      narrowed[push.key] = push.outbox.byteCount / 2
    }
    order.note(intake, round: round)
    for space in intake.recovered.keys {
      // What was refused before the space was put right may be taken now.
      settled = settled.filter { $0.space != space }
    }
    idleRounds = intake.hasProgress ? 0 : idleRounds + 1
    let hasUnsent = view.spaces.contains { !offered(of: $0).isEmpty }
    // What the hub does not take for want of others' changes it may never take as it is.
    let isQuiet = !intake.hasProgress || (!intake.hasMore && !hasUnsent)
    recovery.note(view, intake, isQuiet: isQuiet && !history.doubts)
    let hasChunks = view.spaces.contains { !chunkRequests($0).isEmpty }
    let isRecovering = view.spaces.contains { recovery.mayHelp($0) }
    pushes = []
    loaded = []
    guard intake.hasMore || hasUnsent || hasChunks || isRecovering || history.doubts else {
      return .finish(summary(of: view))
    }
    if idleRounds >= configuration.maximumIdleRounds || round >= configuration.maximumRounds {
      summary.isStuck = true
      return .finish(summary(of: view))
    }
    return begin(round: view)
  }

  private func summary(of view: DeviceView) -> SyncSummary {
    var summary = summary
    summary.recovering = Set(view.spaces.filter(\.isRecovering).map(\.space))
    return summary
  }
}

/// One question to the outbox.
package struct OutboxQuery: Hashable, Sendable {
  package let space: DeviceSpace
  package let head: OutboxHead
  /// Bytes of canonical form.
  package let limit: UInt64
}

/// One run that goes into a request.
package struct LoadedPush: Hashable, Sendable {
  package let space: DeviceSpace
  package let outbox: OutboxRun

  package init(space: DeviceSpace, outbox: OutboxRun) {
    self.space = space
    self.outbox = outbox
  }

  /// What the run depends on and this device cannot offer, so that it cannot show that it is what the
  /// hub counts.
  var strandedNeeds: [Dot] {
    outbox.needs.filter { need in !space.outbox.contains { $0.replica == need.replica } }
  }

  var key: OutboxKey { OutboxKey(space: space.space, replica: outbox.run.replica) }
}

/// An answer as it is to be stored.
package struct HubAnswer: Hashable, Sendable {
  package let response: SyncResponse
  /// What the request offered, in its order.
  package let pushes: [LoadedPush]
  /// Whether the hub's history may not be the one that the device knows: the news were left out.
  package let isDoubtful: Bool
  /// What runs depend on that wait, and that this device cannot offer itself.
  var stranded: [SpaceID: [Dot]] = [:]

  package init(response: SyncResponse, pushes: [LoadedPush], isDoubtful: Bool = false) {
    self.response = response
    self.pushes = pushes
    self.isDoubtful = isDoubtful
  }
}

/// The sizes and times of a conversation.
package struct InitiatorConfiguration: Hashable, Sendable {
  /// Bytes of canonical form in one request: keeps a request far below the body limit.
  package var maximumPushBytes: UInt64 = 1 << 20
  /// Bytes of canonical form that each run may have at least, so that none starves.
  package var minimumPushBytes: UInt64 = 32 << 10
  /// Runs in one request: times the bytes above it stays below the body limit.
  package var maximumPushes = 128
  /// Bytes of batches and chunks that one answer may carry.
  package var maximumBytes: UInt64 = 1 << 20
  /// Chunks of one space that are asked for at once; more would not fit one answer.
  package var maximumChunksPerSpace = 16
  /// How long the hub may hold an answer that has nothing to say; 0 for a one-shot sync.
  package var waitMilliseconds: UInt64 = 0
  /// Rounds without progress after which the conversation gives up.
  package var maximumIdleRounds = 3
  /// Rounds after which it ends whatever moves: a hundred times what a large replica needs.
  package var maximumRounds = 10_000

  package init() {}
}
