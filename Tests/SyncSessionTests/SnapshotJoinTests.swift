import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A snapshot` {
  private let space = Sample.space()

  /// A hub with one record for each count that Alice wrote, two in a part.
  private func hub(records count: UInt64) throws -> MemoryHub {
    let hub = MemoryHub(lineage: Sample.lineage)
    hub.createSpace(space)
    for person in Person.allCases { hub.grant(.editor, to: person.user, in: space) }
    let alice = try Person.alice.device()
    for number in 1...count {
      try sync(alice, hub)
      let key = RecordKey("opportunity", RecordID(truncating: number))
      try alice.commit(in: space) { _ in Sample.edit(key) }
    }
    try sync(alice, hub)
    return hub
  }

  @discardableResult
  private func sync(_ device: MemoryDevice, _ hub: MemoryHub) throws -> SyncSummary {
    var configuration = ResponderConfiguration()
    configuration.snapshotMinimumChanges = 3
    let key = device.identity.key
    let caller = Caller(
      user: device.identity.user, publicKey: key.publicKey, actors: [device.identity.user])
    return try DeviceConversation(
      replica: device, salt: { Sample.salt }, sign: { try key.signature(of: $0) }
    ).runSynchronously { request in
      var conversation = try HubConversation(
        replica: hub, caller: caller, hubMilliseconds: UInt64(Moment.now),
        configuration: configuration)
      guard case .answer(let answer) = try conversation.receive(request) else { return [] }
      return answer
    }
  }

  private func chunks(_ hub: MemoryHub) throws -> [SpaceUpdate] {
    let snapshot = try hub.read(space) { try $0.currentSnapshot() }
    return snapshot.blocks.enumerated().map { index, block in
      SpaceUpdate(
        ordinal: 1,
        content: .chunk(
          snapshot: snapshot.hubSequence, index: UInt64(index),
          count: UInt64(snapshot.blocks.count), block: block))
    }
  }

  private func take(_ updates: [SpaceUpdate], at device: MemoryDevice) throws -> Intake {
    try device.take(Sample.response(list: [Sample.entry(1)], updates: updates), pushes: [])
  }

  @Test func `brings a new device to the hub's state`() throws {
    let hub = try hub(records: 5)
    let bob = try Person.bob.device()
    #expect(try sync(bob, hub).snapshotRecords == 5)
    #expect(bob.spaces[space]?.content.records == hub.spaces[space]?.content.records)
    #expect(bob.spaces[space]?.content.vector == hub.spaces[space]?.content.vector)
    #expect(bob.spaces[space]?.cursor == 5)
  }

  @Test(arguments: [[0, 1, 2], [2, 0, 1], [1, 1, 2, 0]])
  func `is loaded once no chunk is missing`(order: [Int]) throws {
    let hub = try hub(records: 5)
    let chunks = try chunks(hub)
    #expect(chunks.count == 3)
    let bob = try Person.bob.device()
    for index in order.dropLast() {
      #expect(try take([chunks[index]], at: bob).snapshotRecords == 0)
      #expect(bob.view().spaces.first?.cursor == 0)
    }
    let missing = bob.view().spaces.first?.missingChunks
    #expect(missing?.indexes == order.last.map { [UInt64($0)] })
    #expect(try take([chunks[order[order.count - 1]]], at: bob).snapshotRecords == 5)
    #expect(bob.spaces[space]?.content.records == hub.spaces[space]?.content.records)
  }

  @Test func `keeps own changes that the hub does not know`() throws {
    let hub = try hub(records: 4)
    let bob = try Person.bob.device().lists([Sample.entry(1)])
    try bob.commit(in: space) { _ in Sample.edit(Sample.milk, "phone", .text("2")) }
    try bob.commit(in: space) { _ in Sample.edit(Sample.milk, "owner") }
    _ = try take(try chunks(hub), at: bob)
    let record = try #require(bob.spaces[space]?.content.records[Sample.milk])
    #expect(record.cells["phone"]?.siblings.map(\.value) == [.text("1"), .text("2")])
    #expect(record.cells["owner"]?.siblings.count == 1)
    #expect(bob.view().spaces.first?.unsent == 1)
    try sync(bob, hub)
    #expect(hub.spaces[space]?.content.records == bob.spaces[space]?.content.records)
  }

  @Test func `does not bring back what an own change superseded`() throws {
    let hub = try hub(records: 4)
    let bob = try Person.bob.device()
    try sync(bob, hub)
    let chunks = try chunks(hub)
    let shown = Dot(Person.alice.replica, 1)
    try bob.commit(in: space) { _ in
      Sample.edit(Sample.milk, "phone", .text("2"), over: [shown])
    }
    _ = try take(chunks, at: bob)
    let siblings = bob.spaces[space]?.content.records[Sample.milk]?.cells["phone"]?.siblings
    #expect(siblings?.map(\.value) == [.text("2")])
  }
}
