import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `The hub's history` {
  private let team = Team()
  private var space: SpaceID { team.space }

  init() throws { team.hub.enrol(try Person.alice.caller()) }

  private func push(_ run: RunSample) throws {
    var request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 1 << 20)
    request.pushes = [try run.push()]
    request.signature = try RunSample.signature(of: [(0, run)], by: .alice)
    let answer = try SyncResponse.decode(team.answer(request.encode(), to: .alice))
    #expect(answer.acknowledgements.map(\.result) == [.accepted])
  }

  private func ask(
    _ cursors: SyncRequest.Cursors, chunks: [ChunkRequest] = [], version: UInt64? = nil
  ) throws -> SyncResponse {
    let version = version ?? team.hub.list(of: "bob").version
    let request = SyncRequest(
      listVersion: version, cursors: cursors, chunks: chunks, maximumBytes: 1 << 20)
    return try SyncResponse.decode(team.answer(request.encode(), to: .bob))
  }

  /// The 8 bytes after the changes with these chain states.
  private func history(_ chains: [[UInt8]]) -> [UInt8] {
    let hash = chains.reduce(HistoryHash.seed(space: space)) {
      HistoryHash.next(after: $0, chain: $1)
    }
    return Array(hash.prefix(8))
  }

  @Test func `moves on with each accepted change`() throws {
    let first = RunSample(.alice)
    let second = RunSample(.alice, from: 2, before: first.after)
    try push(first)
    guard case .changes(let one) = try ask(.all([0])).updates.first?.content else { return }
    #expect(one.history == history([first.after]))
    try push(second)
    guard case .changes(let two) = try ask(.all([1])).updates.first?.content else { return }
    #expect(two.history == history([first.after, second.after]))
    #expect(two.durable == 2)
    let digest = try ask(.all([1])).history
    #expect(digest == HistoryHash.digest(of: [HistoryHash.line(one.history, role: .editor)]))
  }

  @Test func `is told as the device knows it, whatever came since`() throws {
    let first = RunSample(.alice)
    try push(first)
    try push(RunSample(.alice, from: 2, count: 3, before: first.after))
    #expect(
      try ask(.all([1])).history
        == HistoryHash.digest(of: [HistoryHash.line(history([first.after]), role: .editor)]))
    #expect(
      try ask(.all([0])).history
        == HistoryHash.digest(of: [HistoryHash.line(history([]), role: .editor)]))
    #expect(try ask(.all([1]), version: 0).history == nil)
  }

  @Test func `shows a restored hub, noticed or not`() throws {
    let first = RunSample(.alice)
    try push(first)
    let backup = team.hub.copy()
    let lost = RunSample(.alice, from: 2, before: first.after)
    try push(lost)
    let known = history([first.after, lost.after])
    team.hub.restore(from: backup, isNoticed: false)
    let other = RunSample(.alice, from: 2, before: first.after, value: .text("other"))
    try push(other)
    #expect(
      try ask(.all([2])).history != HistoryHash.digest(of: [HistoryHash.line(known, role: .editor)])
    )
    let checked = SyncRequest.Cursors.checked([
      SpaceCursor(ordinal: 1, cursor: 2, history: known)
    ])
    #expect(try ask(checked).updates.map(\.content) == [.rewound])
    #expect(team.hub.events == [.rewound(space)])
    let right = SyncRequest.Cursors.checked([
      SpaceCursor(ordinal: 1, cursor: 2, history: history([first.after, other.after]))
    ])
    #expect(try ask(right).updates.isEmpty)
    #expect(team.hub.lineage().generation == Sample.lineage.generation)
    let version = team.hub.list(of: "bob").version
    team.hub.restore(from: backup, isNoticed: true)
    #expect(team.hub.lineage().generation == Sample.lineage.generation + 1)
    let answer = try ask(.all([2]), version: version)
    #expect(answer.list.map(\.space) == [space])
    #expect(answer.updates.isEmpty)
    #expect(answer.hasMore)
  }

  @Test func `comes with a fresh snapshot at the head`() throws {
    let first = RunSample(.alice)
    try push(first)
    // A cached snapshot would still do for a new device.
    _ = try team.hub.read(space) { try $0.currentSnapshot() }
    let second = RunSample(.alice, from: 2, before: first.after)
    try push(second)
    let chunks = [ChunkRequest(ordinal: 1, snapshot: 0, index: 0)]
    guard case .chunk(let chunk) = try ask(.all([2]), chunks: chunks).updates.first?.content
    else {
      Issue.record("no chunk")
      return
    }
    #expect(chunk.snapshot == 2)
    #expect(chunk.history == history([first.after, second.after]))
  }

  @Test func `is noted as applied only where it is the hub's`() throws {
    try push(RunSample(.alice, count: 2))
    let bob = try Person.bob.key().publicKey
    _ = try ask(.all([1]))
    #expect(team.hub.cursors[bob] == [space: 1])
    _ = try ask(.all([9]))
    #expect(team.hub.cursors[bob] == [space: 1])
    _ = try ask(
      .checked([SpaceCursor(ordinal: 1, cursor: 2, history: history([[]]))]))
    #expect(team.hub.cursors[bob] == [space: 1])
    _ = try ask(.all([2]))
    #expect(team.hub.cursors[bob] == [space: 2])
  }

  @Test func `names what a backup covers`() throws {
    let first = RunSample(.alice)
    try push(first)
    team.hub.markBackedUp()
    let second = RunSample(.alice, from: 2, before: first.after)
    var request = SyncRequest(listVersion: 0, cursors: .all([]), maximumBytes: 1 << 20)
    request.pushes = [try second.push()]
    request.signature = try RunSample.signature(of: [(0, second)], by: .alice)
    let answer = try SyncResponse.decode(team.answer(request.encode(), to: .alice))
    #expect(answer.acknowledgements.map(\.accepted) == [2])
    #expect(answer.acknowledgements.map(\.durable) == [1])
    guard case .changes(let update) = try ask(.all([0])).updates.first?.content else { return }
    #expect(update.durable == 1)
  }
}
