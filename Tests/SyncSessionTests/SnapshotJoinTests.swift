import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A snapshot` {
  private var space: SpaceID { Sample.space() }

  /// A team with one record for each count that Alice wrote, two in a part.
  private func team(
    records count: UInt64, by alice: MemoryDevice? = nil
  ) throws -> Team {
    var team = Team()
    team.configuration.snapshotMinimumChanges = 3
    let alice = try alice ?? Person.alice.device()
    for number in 1...count {
      try team.sync(alice, of: .alice)
      let key = RecordKey("opportunity", RecordID(truncating: number))
      try alice.commit(in: space) { _ in Sample.edit(key) }
    }
    try team.sync(alice, of: .alice)
    return team
  }

  private func chunks(_ team: Team) throws -> [SpaceUpdate] {
    let snapshot = try team.hub.read(space) { try $0.currentSnapshot() }
    return snapshot.blocks.enumerated().map { index, block in
      SpaceUpdate(
        ordinal: 1,
        content: .chunk(
          ChunkUpdate(
            snapshot: snapshot.hubSequence, history: snapshot.history, index: UInt64(index),
            count: UInt64(snapshot.blocks.count), block: block)))
    }
  }

  private func take(_ updates: [SpaceUpdate], at device: MemoryDevice) throws -> Intake {
    try device.take(
      HubAnswer(
        response: Sample.response(list: [Sample.entry(1)], updates: updates), pushes: []))
  }

  @Test func `brings a new device to the hub's state`() throws {
    let team = try team(records: 5)
    let bob = try Person.bob.device()
    #expect(try team.sync(bob, of: .bob).snapshotRecords == 5)
    #expect(bob.spaces[space]?.content.records == team.hub.spaces[space]?.content.records)
    #expect(bob.spaces[space]?.content.vector == team.hub.spaces[space]?.content.vector)
    #expect(bob.spaces[space]?.cursor == 5)
  }

  @Test func `is followed by the changes since it was made`() throws {
    let alice = try Person.alice.device()
    let team = try team(records: 4, by: alice)
    _ = try chunks(team)
    try alice.commit(in: space) { _ in Sample.edit(Sample.bread, "owner") }
    try team.sync(alice, of: .alice)
    let bob = try Person.bob.device()
    let summary = try team.sync(bob, of: .bob)
    #expect(summary.snapshotRecords == 4)
    #expect(summary.receivedCount == 1)
    #expect(bob.spaces[space]?.cursor == 5)
  }

  @Test(arguments: [[0, 1, 2], [2, 0, 1], [1, 1, 2, 0]])
  func `is loaded once no chunk is missing`(order: [Int]) throws {
    let team = try team(records: 5)
    let chunks = try chunks(team)
    #expect(chunks.count == 3)
    let bob = try Person.bob.device()
    for index in order.dropLast() {
      #expect(try take([chunks[index]], at: bob).snapshotRecords == 0)
      #expect(bob.view().spaces.first?.cursor == 0)
    }
    let missing = bob.view().spaces.first?.missingChunks
    #expect(missing?.indexes == order.last.map { [UInt64($0)] })
    #expect(try take([chunks[order[order.count - 1]]], at: bob).snapshotRecords == 5)
    #expect(bob.spaces[space]?.content.records == team.hub.spaces[space]?.content.records)
  }

  @Test func `keeps own changes that the hub does not know`() throws {
    let team = try team(records: 4)
    let bob = try Person.bob.device().lists([Sample.entry(1)])
    try bob.commit(in: space) { _ in Sample.edit(Sample.milk, "phone", .text("2")) }
    try bob.commit(in: space) { _ in Sample.edit(Sample.milk, "owner") }
    _ = try take(try chunks(team), at: bob)
    let record = try #require(bob.spaces[space]?.content.records[Sample.milk])
    #expect(record.cells["phone"]?.siblings.map(\.value) == [.text("1"), .text("2")])
    #expect(record.cells["owner"]?.siblings.count == 1)
    #expect(bob.view().spaces.first?.outbox.map(\.from) == [1])
    try team.sync(bob, of: .bob)
    #expect(team.hub.spaces[space]?.content.records == bob.spaces[space]?.content.records)
  }

  @Test func `does not bring back what an own change superseded`() throws {
    let team = try team(records: 4)
    let bob = try Person.bob.device()
    try team.sync(bob, of: .bob)
    let chunks = try chunks(team)
    let shown = Dot(Person.alice.replica, 1)
    try bob.commit(in: space) { _ in
      Sample.edit(Sample.milk, "phone", .text("2"), over: [shown])
    }
    _ = try take(chunks, at: bob)
    let siblings = bob.spaces[space]?.content.records[Sample.milk]?.cells["phone"]?.siblings
    #expect(siblings?.map(\.value) == [.text("2")])
  }
}
