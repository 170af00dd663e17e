import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `The hub's side of an exchange` {
  private func responder(
    _ configuration: ResponderConfiguration = ResponderConfiguration()
  ) throws -> Responder {
    Responder(
      caller: try Person.alice.caller(), lineage: Sample.lineage,
      hubMilliseconds: UInt64(Moment.now), configuration: configuration)
  }

  /// A list with one space for each hub sequence.
  private func list(
    _ hubSequences: [UInt64], version: UInt64 = 1, role: SpaceRole = .editor,
    ordinalsSince: UInt64 = 0
  ) -> HubList {
    HubList(
      version: version,
      spaces: hubSequences.enumerated().map { index, hubSequence in
        let entry = Sample.entry(UInt64(index) + 1, Sample.space(UInt8(index)), role: role)
        return HubListSpace(
          entry: entry, changedAt: version, hubSequence: hubSequence, history: history(hubSequence))
      }, ordinalsSince: ordinalsSince)
  }

  /// A history that is the same for every space.
  private func line(_ prefix: [UInt8], role: SpaceRole = .editor) -> [UInt8] {
    HistoryHash.line(prefix, role: role)
  }

  private func history(_ hubSequence: UInt64) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: hubSequence), count: 8)
  }

  /// What the responder does with a request, given the histories at its cursors.
  private func begin(
    _ responder: inout Responder, _ request: SyncRequest, _ list: HubList
  ) -> Responder.Action {
    let histories = CursorCheck(request: request, list: list)
      .histories { _, cursor in history(cursor) }
    return responder.handle(.received(request, list, histories))
  }

  private func request(
    _ cursors: [UInt64], version: UInt64 = 1, wait: UInt64 = 0, chunks: [ChunkRequest] = [],
    pushes: [Push] = [], registrations: [SpaceRegistration] = []
  ) -> SyncRequest {
    SyncRequest(
      listVersion: version, cursors: .all(cursors), registrations: registrations, pushes: pushes,
      chunks: chunks, waitMilliseconds: wait, maximumBytes: 1_000)
  }

  private func read(_ action: Responder.Action) throws -> ReadOrder {
    guard case .read(let order) = action else {
      Issue.record("\(action) reads nothing")
      throw MissingKey()
    }
    return order
  }

  private func response(_ action: Responder.Action) throws -> SyncResponse {
    guard case .respond(let response) = action else {
      Issue.record("\(action) answers nothing")
      throw MissingKey()
    }
    return response
  }

  private func update(_ ordinal: UInt64, bytes: Int) -> ReadResult {
    let content = UpdateContent.changes(
      ChangesUpdate(
        cursor: 9, history: history(9), durable: 9, batch: Array(repeating: 0, count: bytes),
        proofs: []))
    return ReadResult(
      updates: [SpaceUpdate(ordinal: ordinal, content: content)], hasMore: false)
  }

  @Test func `answers at once where nothing is new`() throws {
    var responder = try responder()
    let response = try response(begin(&responder, request([4, 7]), list([4, 7])))
    #expect(response.list.isEmpty)
    #expect(response.updates.isEmpty)
    #expect(response.hasMore == false)
    #expect(response.history == HistoryHash.digest(of: [line(history(4)), line(history(7))]))
  }

  @Test func `holds where the device waits, and wakes`() throws {
    var configuration = ResponderConfiguration()
    configuration.maximumWaitMilliseconds = 300
    var responder = try responder(configuration)
    let action = begin(&responder, request([4], wait: 500), list([4]))
    guard case .hold(let spaces, let milliseconds) = action else {
      Issue.record("\(action) does not hold")
      return
    }
    #expect(spaces == [Sample.space(0)])
    #expect(milliseconds == 300)
    #expect(try read(responder.handle(.woken(list([5])))).cursor == 4)
    let response = try response(responder.handle(.read(update(1, bytes: 10))))
    #expect(response.updates.map(\.ordinal) == [1])
  }

  @Test func `answers with nothing when the wait is over`() throws {
    var responder = try responder()
    _ = begin(&responder, request([4], wait: 500), list([4]))
    #expect(try response(responder.handle(.woken(list([4])))).updates.isEmpty)
  }

  @Test func `does not hold where the list changed`() throws {
    var responder = try responder()
    let action = begin(&responder, request([4], version: 1, wait: 500), list([4], version: 2))
    let response = try response(action)
    #expect(response.listVersion == 2)
    #expect(response.list == [Sample.entry(1, Sample.space(0))])
  }

  @Test func `serves a space that the device does not know yet`() throws {
    var responder = try responder()
    let action = begin(&responder, request([4]), list([4, 3], version: 2))
    #expect(try read(action).entry.ordinal == 2)
    #expect(try read(action).cursor == 0)
    let response = try response(responder.handle(.read(update(2, bytes: 10))))
    #expect(response.list.map(\.ordinal) == [1, 2])
  }

  @Test(arguments: [(0, 0, false), (1, 3, false), (0, 2, false), (0, 3, true), (0, 4, true)])
  func `sends a snapshot of a long space to a device without it`(
    cursor: UInt64, hubSequence: UInt64, isSnapshot: Bool
  ) throws {
    var configuration = ResponderConfiguration()
    configuration.snapshotMinimumChanges = 3
    var responder = try responder(configuration)
    let action = begin(&responder, request([cursor]), list([hubSequence]))
    guard hubSequence > cursor else {
      #expect(try response(action).updates.isEmpty)
      return
    }
    #expect(try read(action).content == (isSnapshot ? .snapshot : .changes))
  }

  @Test func `sends the chunks that are asked for`() throws {
    var responder = try responder()
    let chunks = [2, 5].map { ChunkRequest(ordinal: 1, snapshot: 40, index: $0) }
    let action = begin(&responder, request([0], chunks: chunks), list([44]))
    #expect(try read(action).content == .chunks(40, [2, 5]))
  }

  @Test func `stops where the answer is full`() throws {
    var configuration = ResponderConfiguration()
    configuration.maximumBytes = 100
    configuration.maximumBytesPerSpace = 60
    var responder = try responder(configuration)
    let first = try read(
      begin(&responder, request([0, 0, 0]), list([1, 1, 1])))
    #expect(first.limit == 60)
    let second = try read(responder.handle(.read(update(1, bytes: 60))))
    #expect(second.limit == 40)
    let response = try response(responder.handle(.read(update(2, bytes: 45))))
    #expect(response.updates.map(\.ordinal) == [1, 2])
    #expect(response.hasMore)
  }

  @Test func `sends nothing of a space whose user is no member`() throws {
    var responder = try responder()
    let action = begin(&responder, request([0]), list([5], version: 2, role: .none))
    let response = try response(action)
    #expect(response.list.map(\.role) == [.none])
    #expect(response.updates.isEmpty)
  }

  @Test func `inspects, commits and acknowledges pushes`() throws {
    var responder = try responder()
    let push = Push(target: .listed(1), batch: [1])
    let action = begin(&responder, request([4], pushes: [push]), list([4]))
    guard case .inspect(let orders) = action else {
      Issue.record("\(action) inspects nothing")
      return
    }
    #expect(orders.map(\.push) == [push])
    #expect(orders.map(\.entry) == [Sample.entry(1, Sample.space(0))])
    #expect(orders.map(\.cursor) == [4])
    let inspection = PushInspection(
      order: orders[0], decoded: nil, standing: ReplicaStanding(accepted: 2, durable: 1),
      owner: nil, chainBefore: nil)
    guard case .commit(let verdicts) = responder.handle(.inspected([inspection])) else {
      Issue.record("nothing is committed")
      return
    }
    let refused = Acknowledgement(accepted: 2, durable: 1, result: .refused(.invalidChange))
    #expect(verdicts == [.acknowledge(refused)])
    let response = try response(responder.handle(.committed([refused], list([4]))))
    #expect(response.acknowledgements == [refused])
  }

  @Test func `registers a space before it looks at its push`() throws {
    var responder = try responder()
    let registration = SpaceRegistration(
      space: Sample.space(0), kind: .account, nonce: Sample.nonce)
    let pushes = [Push(target: .registered(0), batch: [1])]
    let action = begin(
      &responder, request([], pushes: pushes, registrations: [registration]), list([]))
    guard case .register(let registrations) = action else {
      Issue.record("\(action) registers nothing")
      return
    }
    #expect(registrations == [registration])
    let entry = Sample.entry(1, Sample.space(0), role: .manager)
    guard case .inspect(let orders) = responder.handle(.registered([entry], list([0]))) else {
      Issue.record("nothing is inspected")
      return
    }
    #expect(orders.map(\.entry) == [entry])
  }

  private func checked(_ cursors: [(UInt64, UInt64, [UInt8])]) -> SyncRequest {
    SyncRequest(
      listVersion: 1,
      cursors: .checked(
        cursors.map { SpaceCursor(ordinal: $0.0, cursor: $0.1, history: $0.2) }),
      waitMilliseconds: 500, maximumBytes: 1_000)
  }

  @Test func `names the spaces whose history is another one, and reads the others`() throws {
    var responder = try responder()
    let request = checked([(1, 4, history(4)), (2, 4, history(9)), (3, 5, history(5))])
    let order = try read(begin(&responder, request, list([6, 6, 5, 6])))
    #expect(order.entry.ordinal == 1)
    let response = try response(responder.handle(.read(update(1, bytes: 10))))
    #expect(response.updates.map(\.ordinal) == [2, 1])
    #expect(response.updates.map(\.content).contains(.rewound))
    // The ordinals may have moved: all of them are told.
    #expect(response.list.map(\.ordinal) == [1, 2, 3, 4])
    #expect(response.history == nil)
  }

  @Test func `tells also who is no member any more that its history is another one`() throws {
    var responder = try responder()
    let response = try response(
      begin(&responder, checked([(1, 4, history(9))]), list([6], role: .none)))
    #expect(response.updates == [SpaceUpdate(ordinal: 1, content: .rewound)])
  }

  @Test func `takes a cursor beyond its head for another history`() throws {
    var responder = try responder()
    let response = try response(begin(&responder, checked([(1, 9, history(9))]), list([4])))
    #expect(response.updates.map(\.content) == [.rewound])
    #expect(response.isWholeList)
    var other = try self.responder()
    // Nothing is new, and yet it does not wait: the device sees by the digest that something is wrong.
    let doubtful = try self.response(begin(&other, request([9], wait: 500), list([4])))
    #expect(!doubtful.isWholeList)
    let digest = doubtful.history
    #expect(digest == HistoryHash.digest(of: [line([UInt8](repeating: 0, count: 8))]))
  }

  @Test(arguments: [(5, false), (1_999, true), (2_000, false), (2_001, false), (2_002, true)])
  func `answers a request of another list with the whole list alone`(
    version: UInt64, isForeign: Bool
  ) throws {
    let since: UInt64 = version == 5 ? 0 : 2_000
    let present: UInt64 = version == 5 ? 5 : 2_001
    var responder = try responder()
    let list = list([4, 8], version: present, ordinalsSince: since)
    let action = begin(&responder, request([4, 7], version: version), list)
    guard isForeign else {
      #expect(try read(action).entry.ordinal == 2)
      return
    }
    let response = try response(action)
    #expect(response.list.count == 2)
    #expect(response.isWholeList)
    #expect(response.updates.isEmpty)
    #expect(response.hasMore)
    #expect(response.history == nil)
  }

  @Test func `tells its histories to whoever lacks the newest lines of the list`() throws {
    var responder = try responder()
    let list = list([4, 8], version: 3)
    #expect(try read(begin(&responder, request([4], version: 2), list)).entry.ordinal == 2)
    let response = try response(responder.handle(.read(update(2, bytes: 1))))
    #expect(response.history == HistoryHash.digest(of: [line(history(4))]))
  }

  @Test func `shows whoever knows more lines than it has that its list is another one`() throws {
    var responder = try responder()
    let list = list([4], version: 3)
    let response = try response(begin(&responder, request([4, 0], version: 3), list))
    let unknown = [UInt8](repeating: 0, count: HistoryHash.prefixByteCount)
    #expect(response.history == HistoryHash.digest(of: [line(history(4)), unknown]))
    var other = try self.responder()
    let idle = try self.response(begin(&other, request([4, 0]), self.list([4, 0])))
    let start = HistoryHash.start(of: Sample.space(1))
    #expect(idle.history == HistoryHash.digest(of: [line(history(4)), line(start)]))
  }

  @Test func `tells by its digest what roles its list gives`() throws {
    var digests: [[UInt8]?] = []
    for role in [SpaceRole.none, .viewer] {
      var responder = try responder()
      let list = list([4], role: role)
      digests.append(try response(begin(&responder, request([4]), list)).history)
      #expect(digests.last == HistoryHash.digest(of: [line(history(4), role: role)]))
    }
    #expect(digests[0] != digests[1])
  }

  @Test func `reads a fresh snapshot for whoever asks for snapshot 0`() throws {
    var responder = try responder()
    let chunks = [ChunkRequest(ordinal: 1, snapshot: 0, index: 0)]
    #expect(
      try read(begin(&responder, request([40], chunks: chunks), list([44]))).content
        == .freshSnapshot)
  }
}
