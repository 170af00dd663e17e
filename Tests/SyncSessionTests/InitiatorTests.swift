import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A device's side of a conversation` {
  private let space = Sample.space()

  private func line(
    _ ordinal: UInt64?, cursor: UInt64 = 0, unsent: UInt64? = nil, nonce: [UInt8]? = nil,
    role: SpaceRole = .editor, history: [UInt8]? = nil, isRecovering: Bool = false,
    missing: MissingChunks? = nil
  ) -> DeviceSpace {
    DeviceSpace(
      space: ordinal.map { Sample.space(UInt8($0 - 1)) } ?? space, kind: .account,
      ordinal: ordinal, role: role, nonce: nonce, cursor: cursor, history: history,
      outbox: unsent.map { [OutboxHead(replica: Person.alice.replica, from: $0)] } ?? [],
      isRecovering: isRecovering, missingChunks: missing)
  }

  private func view(_ spaces: [DeviceSpace]) -> DeviceView {
    DeviceView(listVersion: 3, spaces: spaces)
  }

  /// The push of one change of Alice's.
  private func push(_ line: DeviceSpace) throws -> LoadedPush {
    let device = try Person.alice.device().lists([Sample.entry(1, line.space)])
    try device.commit(in: line.space) { _ in Sample.edit() }
    let push = try #require(try device.push(line.space))
    return LoadedPush(space: line, outbox: push.outbox)
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
    return queries.map(\.head.from) == sequences
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
    guard case .store(let answer) = initiator.handle(.received(Sample.response(version: 3))) else {
      Issue.record("the answer is not stored")
      return
    }
    #expect(answer.pushes.isEmpty)
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
    _ = initiator.handle(.received(Sample.response(version: 3)))
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
    _ = initiator.handle(.received(Sample.response(version: 3)))
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
    _ = initiator.handle(.received(Sample.response(version: 3)))
    var intake = Intake()
    intake.hasMore = outcome.hasMore
    intake.hasProgress = outcome.hasProgress
    if outcome.isSettled {
      intake.settled = [OutboxKey(space: line.space, replica: Person.alice.replica)]
    }
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
      _ = initiator.handle(.received(Sample.response(version: 3)))
      action = initiator.handle(.stored(view([line]), Intake()))
    }
    #expect(rounds == 3)
    #expect(summary(action)?.isStuck == true)
  }

  @Test func `lets at most so many runs go at once`() {
    var configuration = InitiatorConfiguration()
    configuration.maximumPushes = 2
    configuration.maximumPushBytes = 100
    configuration.minimumPushBytes = 30
    var initiator = Initiator(configuration: configuration)
    let spaces = (1...3).map { line($0, unsent: $0 * 10) }
    guard case .load(let queries) = initiator.handle(.begun(view(spaces))) else {
      Issue.record("nothing is loaded")
      return
    }
    #expect(queries.map(\.head.from) == [10, 20])
    #expect(queries.map(\.limit) == [50, 50])
  }

  private let known = [UInt8](repeating: 5, count: HistoryHash.prefixByteCount)

  /// The action after a request that was answered so.
  private func stored(
    _ initiator: inout Initiator, _ view: DeviceView, _ response: SyncResponse
  ) throws -> HubAnswer {
    guard case .store(let answer) = initiator.handle(.received(response)) else {
      Issue.record("the answer is not stored")
      throw MissingKey()
    }
    return answer
  }

  @Test func `leaves the news of another history out and asks which spaces differ`() throws {
    var initiator = Initiator()
    let view = view([line(1, cursor: 5, history: known)])
    _ = initiator.handle(.begun(view))
    _ = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    var response = Sample.response(
      version: 3, updates: [SpaceUpdate(ordinal: 1, content: .rewound)])
    response.history = HistoryHash.digest(of: [[1, 2, 3, 4, 5, 6, 7, 8]])
    #expect(try stored(&initiator, view, response).response.updates.isEmpty)
    _ = initiator.handle(.stored(view, Intake()))
    let asking = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    #expect(
      asking.cursors == .checked([SpaceCursor(ordinal: 1, cursor: 5, history: known)]))
    response.history = nil
    let answer = try stored(&initiator, view, response)
    #expect(answer.response.updates.count == 1)
  }

  @Test func `asks again where the hub goes back once more, and not for ever`() throws {
    var initiator = Initiator()
    let view = view([line(1, cursor: 5, history: known)])
    var other = Sample.response(
      version: 3, updates: [SpaceUpdate(ordinal: 1, content: .rewound)])
    var told = other
    told.updates = []
    other.history = HistoryHash.digest(of: [[1, 2, 3, 4, 5, 6, 7, 8]])
    var progress = Intake()
    progress.hasProgress = true
    progress.hasMore = true
    var questions = 0
    var action = initiator.handle(.begun(view))
    while case .load = action {
      let asking = try request(initiator.handle(.loaded([], salt: Sample.salt)))
      if case .checked = asking.cursors {
        questions += 1
        #expect(try !stored(&initiator, view, told).isDoubtful)
        action = initiator.handle(.stored(view, progress))
      } else {
        #expect(try stored(&initiator, view, other).response.updates.isEmpty)
        action = initiator.handle(.stored(view, Intake()))
      }
    }
    #expect(questions == 3)
    #expect(summary(action)?.isStuck == true)
  }

  @Test func `doubts a hub that gives it another role at the same version of the list`() throws {
    let known: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    for (role, isDoubtful) in [(SpaceRole.editor, false), (.none, true)] {
      var initiator = Initiator()
      let view = view([line(1, cursor: 5, history: known)])
      _ = initiator.handle(.begun(view))
      _ = initiator.handle(.loaded([], salt: []))
      var response = Sample.response()
      response.listVersion = view.listVersion
      response.history = HistoryHash.digest(of: [HistoryHash.line(known, role: role)])
      guard case .store(let answer) = initiator.handle(.received(response)) else {
        Issue.record("not stored")
        return
      }
      #expect(answer.isDoubtful == isDoubtful)
    }
  }

  @Test func `trusts a digest that fits`() throws {
    var initiator = Initiator()
    let view = view([line(2, cursor: 5, history: known), line(1)])
    _ = initiator.handle(.begun(view))
    _ = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    var response = Sample.response(version: 3)
    response.history = HistoryHash.digest(
      of: [HistoryHash.start(of: view.spaces[1].space), known].map {
        HistoryHash.line($0, role: .editor)
      })
    _ = try stored(&initiator, view, response)
    #expect(summary(initiator.handle(.stored(view, Intake())))?.rounds == 1)
  }

  @Test func `doubts a hub that means another space by an ordinal`() throws {
    var initiator = Initiator()
    let view = view([line(1, cursor: 5, history: known), line(2)])
    _ = initiator.handle(.begun(view))
    _ = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    var response = Sample.response(version: 3)
    let other = HistoryHash.start(of: Sample.space(99))
    response.history = HistoryHash.digest(
      of: [known, other].map { HistoryHash.line($0, role: .editor) })
    #expect(try stored(&initiator, view, response).isDoubtful)
  }

  @Test func `takes no refusal from a hub whose list went back`() throws {
    var initiator = Initiator()
    let line = line(1, unsent: 1)
    let view = view([line])
    _ = initiator.handle(.begun(view))
    _ = initiator.handle(.loaded([try push(line)], salt: Sample.salt))
    _ = initiator.handle(.signed([]))
    let refusal = Acknowledgement(accepted: 0, durable: 0, result: .refused(.badSignature))
    let answer = try stored(
      &initiator, view, Sample.response(version: 2, acknowledgements: [refusal]))
    #expect(answer.response.acknowledgements.map(\.result) == [.retry])
  }

  @Test func `asks for the snapshot of a differing space once the hub has no more to say`() throws {
    var initiator = Initiator()
    let view = view([line(1, cursor: 5, isRecovering: true)])
    _ = initiator.handle(.begun(view))
    #expect(try request(initiator.handle(.loaded([], salt: Sample.salt))).chunks.isEmpty)
    _ = try stored(&initiator, view, Sample.response(version: 3))
    var more = Intake()
    more.hasMore = true
    more.hasProgress = true
    _ = initiator.handle(.stored(view, more))
    #expect(try request(initiator.handle(.loaded([], salt: Sample.salt))).chunks.isEmpty)
    _ = try stored(&initiator, view, Sample.response(version: 3))
    _ = initiator.handle(.stored(view, Intake()))
    let asking = try request(initiator.handle(.loaded([], salt: Sample.salt)))
    #expect(asking.chunks == [ChunkRequest(ordinal: 1, snapshot: 0, index: 0)])
    var done = Intake()
    done.recovered = [space: RecoveryReport()]
    let ended = summary(initiator.handle(.stored(self.view([line(1, cursor: 9)]), done)))
    #expect(ended?.recovered.count == 1)
    #expect(ended?.recovering == [])
  }

  @Test func `signs only what no other device signed`() throws {
    var initiator = Initiator()
    let line = line(1, unsent: 1)
    let own = try push(line).outbox
    let proof = RunProof(
      replica: own.run.replica, from: 1, to: 1, salt: [],
      signing: RunSigning(publicKey: [], runHashes: [], signature: []))
    let relayed = OutboxRun(
      run: own.run, encoded: own.encoded, chainBefore: own.chainBefore,
      chainAfter: own.chainAfter, proof: proof)
    _ = initiator.handle(.begun(view([line])))
    let request = try request(
      initiator.handle(
        .loaded([LoadedPush(space: line, outbox: relayed)], salt: Sample.salt)))
    #expect(request.signature == nil)
    #expect(request.pushes.map(\.proof) == [proof])
  }
}
