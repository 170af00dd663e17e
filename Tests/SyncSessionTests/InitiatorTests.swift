import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A device's side of a conversation` {
  private let space = Sample.space()

  private func line(
    _ ordinal: UInt64?, cursor: UInt64 = 0, unsent: UInt64? = nil, nonce: [UInt8]? = nil,
    role: SpaceRole = .editor, missing: MissingChunks? = nil
  ) -> DeviceSpace {
    DeviceSpace(
      space: ordinal.map { Sample.space(UInt8($0 - 1)) } ?? space, kind: .account,
      ordinal: ordinal, role: role, nonce: nonce, cursor: cursor, unsent: unsent,
      missingChunks: missing)
  }

  private func view(_ spaces: [DeviceSpace]) -> DeviceView {
    DeviceView(listVersion: 3, spaces: spaces)
  }

  /// The push of one change of Alice's.
  private func push(_ line: DeviceSpace) throws -> LoadedPush {
    let device = try Person.alice.device().lists([Sample.entry(1, line.space)])
    try device.commit(in: line.space) { _ in Sample.edit() }
    let outbox = try #require(try device.outbox(line.space, from: 1, limit: 1 << 20))
    return LoadedPush(space: line, outbox: outbox)
  }

  private func request(_ action: Initiator.Action) throws -> SyncRequest {
    guard case .send(let request) = action else {
      Issue.record("\(action) sends nothing")
      throw MissingKey()
    }
    return request
  }

  private func isLoading(_ action: Initiator.Action, from sequences: [UInt64]) -> Bool {
    guard case .load(let queries) = action else { return false }
    return queries.map(\.from) == sequences
  }

  private func summary(_ action: Initiator.Action) -> SyncSummary? {
    guard case .finish(let summary) = action else { return nil }
    return summary
  }

  @Test func `asks once where nothing is to do`() throws {
    var configuration = InitiatorConfiguration()
    configuration.waitMilliseconds = 500
    var initiator = Initiator(configuration: configuration)
    let view = view([line(1, cursor: 5), line(2, cursor: 9)])
    #expect(isLoading(initiator.handle(.begun(view)), from: []))
    let request = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    #expect(request.cursors == .all([5, 9]))
    #expect(request.listVersion == 3)
    #expect(request.signature == nil)
    #expect(request.waitMilliseconds == 500)
    guard case .store(_, let pushes) = initiator.handle(.received(Sample.response())) else {
      Issue.record("the answer is not stored")
      return
    }
    #expect(pushes.isEmpty)
    let summary = summary(initiator.handle(.stored(view, Intake())))
    #expect(summary?.rounds == 1)
    #expect(summary?.isStuck == false)
  }

  @Test func `sends the cursors in the order of the list`() throws {
    var initiator = Initiator()
    let spaces = [line(3, cursor: 30), line(1, cursor: 10), line(2, cursor: 20), line(nil)]
    _ = initiator.handle(.begun(view(spaces)))
    let request = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    #expect(request.cursors == .all([10, 20, 30]))
  }

  @Test func `pushes and pulls in one round trip`() throws {
    var configuration = InitiatorConfiguration()
    configuration.waitMilliseconds = 500
    var initiator = Initiator(configuration: configuration)
    let line = line(1, cursor: 4, unsent: 1)
    let push = try push(line)
    #expect(isLoading(initiator.handle(.begun(view([line]))), from: [1]))
    guard case .sign(let digest) = initiator.handle(.loaded([push], salt: Sample.salt)) else {
      Issue.record("nothing is signed")
      return
    }
    let hash = RunHash.hash(
      space: line.space, run: push.outbox.run, chainBefore: push.outbox.chainBefore,
      chainAfter: push.outbox.chainAfter, salt: RunHash.salt(push: Sample.salt, index: 0))
    #expect(digest == PushDigest.digest(of: [hash]))
    let signature = [UInt8](repeating: 3, count: 64)
    let request = try request(initiator.handle(.signed(signature)))
    #expect(request.pushes == [Push(target: .listed(1), batch: push.outbox.encoded.block)])
    #expect(request.cursors == .all([4]))
    #expect(request.signature == PushSignature(salt: Sample.salt, signature: signature))
    #expect(request.waitMilliseconds == 0)
    _ = initiator.handle(.received(Sample.response()))
    var intake = Intake()
    intake.acknowledged = 1
    intake.hasProgress = true
    let done = self.line(1, cursor: 6)
    #expect(summary(initiator.handle(.stored(view([done]), intake)))?.sent == 1)
  }

  @Test func `registers a space that the hub does not know`() throws {
    var initiator = Initiator()
    let line = line(nil, unsent: 1, nonce: Sample.nonce)
    _ = initiator.handle(.begun(view([line])))
    _ = initiator.handle(.loaded([try push(line)], salt: Sample.salt))
    let request = try request(initiator.handle(.signed([])))
    #expect(
      request.registrations
        == [SpaceRegistration(space: space, kind: .account, nonce: Sample.nonce)])
    #expect(request.pushes.map(\.target) == [.registered(0)])
    #expect(request.cursors == .all([]))
  }

  @Test func `asks for some of the chunks that are missing`() throws {
    var configuration = InitiatorConfiguration()
    configuration.maximumChunksPerSpace = 2
    var initiator = Initiator(configuration: configuration)
    let missing = MissingChunks(snapshot: 40, indexes: [1, 3, 4])
    _ = initiator.handle(.begun(view([line(1, missing: missing)])))
    let request = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    #expect(
      request.chunks
        == [1, 3].map { ChunkRequest(ordinal: 1, snapshot: 40, index: $0) })
    #expect(request.waitMilliseconds == 0)
  }

  @Test func `does not wait for chunks of a space that its user may not read any more`() throws {
    var initiator = Initiator()
    let missing = MissingChunks(snapshot: 40, indexes: [1])
    let view = view([line(1, role: .none, missing: missing)])
    _ = initiator.handle(.begun(view))
    let request = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    #expect(request.chunks.isEmpty)
    _ = initiator.handle(.received(Sample.response()))
    #expect(summary(initiator.handle(.stored(view, Intake())))?.isStuck == false)
  }

  /// What is left after an answer, and what follows.
  struct Outcome: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var unsent: UInt64?
    var missing: MissingChunks?
    var hasMore = false
    var hasProgress = true
    var isSettled = false
    /// The own changes that are loaded next; nil where the conversation ends.
    let next: [UInt64]?
  }

  @Test(arguments: [
    Outcome(testDescription: "nothing is left", next: nil),
    Outcome(testDescription: "the hub has more", hasMore: true, next: []),
    Outcome(testDescription: "the outbox has more", unsent: 5, next: [5]),
    Outcome(testDescription: "the hub lacks earlier changes", unsent: 2, next: [2]),
    Outcome(testDescription: "a push has to be repeated", unsent: 3, hasProgress: false, next: [3]),
    Outcome(testDescription: "a push is refused", unsent: 3, isSettled: true, next: nil),
    Outcome(
      testDescription: "chunks are missing", missing: MissingChunks(snapshot: 9, indexes: [1]),
      next: []),
    Outcome(
      testDescription: "a refusal does not stop the pull", unsent: 3, hasMore: true,
      isSettled: true, next: []),
  ])
  func `goes on as long as something is left`(outcome: Outcome) throws {
    var initiator = Initiator()
    let line = line(1, unsent: 3)
    _ = initiator.handle(.begun(view([line])))
    _ = initiator.handle(.loaded([try push(line)], salt: Sample.salt))
    _ = initiator.handle(.signed([]))
    _ = initiator.handle(.received(Sample.response()))
    var intake = Intake()
    intake.hasMore = outcome.hasMore
    intake.hasProgress = outcome.hasProgress
    if outcome.isSettled { intake.settled = [line.space] }
    let left = self.line(1, unsent: outcome.unsent, missing: outcome.missing)
    let action = initiator.handle(.stored(view([left]), intake))
    if let next = outcome.next {
      #expect(isLoading(action, from: next))
    } else {
      #expect(summary(action)?.isStuck == false)
    }
  }

  @Test func `gives up after rounds that move nothing`() throws {
    var configuration = InitiatorConfiguration()
    configuration.maximumIdleRounds = 3
    var initiator = Initiator(configuration: configuration)
    let line = line(1, unsent: 1)
    let push = try push(line)
    var action = initiator.handle(.begun(view([line])))
    var rounds = 0
    while case .load = action {
      rounds += 1
      _ = initiator.handle(.loaded([push], salt: Sample.salt))
      _ = initiator.handle(.signed([]))
      _ = initiator.handle(.received(Sample.response()))
      action = initiator.handle(.stored(view([line]), Intake()))
    }
    #expect(rounds == 3)
    #expect(summary(action)?.isStuck == true)
  }

  @Test func `lets at most so many spaces push at once`() {
    var configuration = InitiatorConfiguration()
    configuration.maximumPushedSpaces = 2
    configuration.maximumPushBytes = 100
    configuration.minimumPushBytesPerSpace = 30
    var initiator = Initiator(configuration: configuration)
    let spaces = (1...3).map { line($0, unsent: $0 * 10) }
    guard case .load(let queries) = initiator.handle(.begun(view(spaces))) else {
      Issue.record("nothing is loaded")
      return
    }
    #expect(queries.map(\.from) == [10, 20])
    #expect(queries.map(\.limit) == [50, 50])
  }
}
