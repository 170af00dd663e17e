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
    case store(SyncResponse, pushes: [LoadedPush])
    case finish(SyncSummary)
  }

  private let configuration: InitiatorConfiguration
  private var view = DeviceView(listVersion: 0, spaces: [])
  private var pushes: [LoadedPush] = []
  private var salt: [UInt8] = []
  private var round = 0
  private var idleRounds = 0
  /// Spaces whose outbox the hub did not take in this conversation; the next one offers it again.
  private var settled: Set<SpaceID> = []
  private var summary = SyncSummary()

  package init(configuration: InitiatorConfiguration = InitiatorConfiguration()) {
    self.configuration = configuration
  }

  package mutating func handle(_ event: Event) -> Action {
    switch event {
    case .begun(let view):
      return begin(round: view)
    case .loaded(let pushes, let salt):
      self.pushes = pushes
      self.salt = salt
      return pushes.isEmpty ? .send(request(signature: nil)) : .sign(digest: digest())
    case .signed(let signature):
      return .send(request(signature: PushSignature(salt: salt, signature: signature)))
    case .received(let response):
      return .store(response, pushes: pushes)
    case .stored(let view, let intake):
      return finish(round: view, intake: intake)
    }
  }

  private mutating func begin(round view: DeviceView) -> Action {
    self.view = view
    round += 1
    let spaces = view.spaces.filter { $0.unsent != nil && !settled.contains($0.space) }
      .prefix(configuration.maximumPushedSpaces)
    let limit = max(
      configuration.minimumPushBytesPerSpace,
      configuration.maximumPushBytes / UInt64(max(spaces.count, 1)))
    return .load(
      spaces.compactMap { space in
        space.unsent.map { OutboxQuery(space: space, from: $0, limit: limit) }
      })
  }

  private func digest() -> [UInt8] {
    PushDigest.digest(
      of: pushes.enumerated().map { index, push in
        RunHash.hash(
          space: push.space.space, run: push.outbox.run, chainBefore: push.outbox.chainBefore,
          chainAfter: push.outbox.chainAfter, salt: RunHash.salt(push: salt, index: index))
      })
  }

  private func request(signature: PushSignature?) -> SyncRequest {
    let listed = view.spaces.filter { $0.ordinal != nil }
    let news = pushes.filter { $0.space.ordinal == nil }
    let isFirst = round == 1
    let chunks = listed.flatMap { space -> [ChunkRequest] in
      guard let ordinal = space.ordinal, let missing = space.awaitedChunks else { return [] }
      return missing.indexes.prefix(configuration.maximumChunksPerSpace).map {
        ChunkRequest(ordinal: ordinal, snapshot: missing.snapshot, index: $0)
      }
    }
    let isIdle = pushes.isEmpty && chunks.isEmpty && isFirst
    return SyncRequest(
      listVersion: view.listVersion, cursors: cursors(of: listed),
      registrations: news.compactMap(registration),
      pushes: pushes.map { Push(target: target($0, among: news), batch: $0.outbox.encoded.block) },
      chunks: chunks, waitMilliseconds: isIdle ? configuration.waitMilliseconds : 0,
      maximumBytes: configuration.maximumBytes, signature: signature)
  }

  /// Ordinals run from 1 without a gap, so the list's order says which cursor is whose.
  private func cursors(of listed: [DeviceSpace]) -> SyncRequest.Cursors {
    let ordered = listed.sorted { ($0.ordinal ?? 0) < ($1.ordinal ?? 0) }
    return .all(ordered.map(\.cursor))
  }

  private func registration(_ push: LoadedPush) -> SpaceRegistration? {
    push.space.nonce.map {
      SpaceRegistration(space: push.space.space, kind: push.space.kind, nonce: $0)
    }
  }

  private func target(_ push: LoadedPush, among news: [LoadedPush]) -> SpaceTarget {
    if let ordinal = push.space.ordinal { return .listed(ordinal) }
    return .registered(news.firstIndex { $0.space.space == push.space.space } ?? 0)
  }

  private mutating func finish(round view: DeviceView, intake: Intake) -> Action {
    summary.add(intake, sent: pushes)
    settled.formUnion(intake.settled)
    idleRounds = intake.hasProgress ? 0 : idleRounds + 1
    let hasUnsent = view.spaces.contains { $0.unsent != nil && !settled.contains($0.space) }
    let hasChunks = view.spaces.contains { $0.awaitedChunks != nil }
    pushes = []
    guard intake.hasMore || hasUnsent || hasChunks else { return .finish(summary) }
    if idleRounds >= configuration.maximumIdleRounds {
      summary.isStuck = true
      return .finish(summary)
    }
    return begin(round: view)
  }
}

extension DeviceSpace {
  /// The chunks that the hub will still send: none where the user is no member any more.
  fileprivate var awaitedChunks: MissingChunks? { role > .none ? missingChunks : nil }
}

/// One question to the outbox.
package struct OutboxQuery: Hashable, Sendable {
  package let space: DeviceSpace
  /// The first own change that the hub has not accepted.
  package let from: UInt64
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
}

/// The sizes and times of a conversation.
package struct InitiatorConfiguration: Hashable, Sendable {
  /// Bytes of canonical form in one request: keeps a request far below the body limit.
  package var maximumPushBytes: UInt64 = 1 << 20
  /// Bytes of canonical form that each space may send at least, so that none starves.
  package var minimumPushBytesPerSpace: UInt64 = 32 << 10
  /// Spaces that push in one request: times the bytes above it stays below the body limit.
  package var maximumPushedSpaces = 128
  /// Bytes of batches and chunks that one answer may carry.
  package var maximumBytes: UInt64 = 1 << 20
  /// Chunks of one space that are asked for at once; more would not fit one answer.
  package var maximumChunksPerSpace = 16
  /// How long the hub may hold an answer that has nothing to say; 0 for a one-shot sync.
  package var waitMilliseconds: UInt64 = 0
  /// Rounds without progress after which the conversation gives up.
  package var maximumIdleRounds = 3

  package init() {}
}
