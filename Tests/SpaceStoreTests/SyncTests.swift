import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `Two devices and a hub on SQLite` {
  private let deal = RecordKey(Opportunity.kind, RecordID(truncating: 42))

  private func money(_ amount: Int64) -> Value {
    .group(Group(["amount": .number(Number(integerLiteral: amount)), "currency": .text("EUR")]))
  }

  /// Eero owns a space with one deal; Tomasz is an editor; both are in step.
  private func world() throws -> (StoreWorld, TestDevice, TestDevice, SpaceID) {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let tomasz = try world.device("tomasz", number: 2)
    let space = try eero.addAccount("Kaarna")
    try eero.set(deal, in: space, ["name": .text("Kemi"), "money": money(1_200_000)])
    try world.sync(eero)
    try world.hub.grant("tomasz", .editor, in: space)
    try world.sync(tomasz)
    try world.sync(eero)
    return (world, eero, tomasz, space)
  }

  @Test func `agree after one sync each`() throws {
    let (_, eero, tomasz, space) = try world()
    #expect(try tomasz.reading(deal, "money", in: space).value == money(1_200_000))
    #expect(try eero.digest(space) == tomasz.digest(space))
    #expect(try eero.store.view().spaces.allSatisfy(\.outbox.isEmpty))
  }

  @Test func `keep both of two concurrent amounts with the base in force`() throws {
    let (world, eero, tomasz, space) = try world()
    try eero.set(deal, in: space, ["money": money(1_450_000)])
    try tomasz.set(deal, in: space, ["money": money(980_000)])
    try world.sync(eero)
    try world.sync(tomasz)
    try world.sync(eero)
    for device in [eero, tomasz] {
      let reading = try device.reading(deal, "money", in: space)
      #expect(reading.status == .conflict)
      #expect(reading.value == money(1_200_000))
      #expect(reading.candidates.map(\.value) == [money(1_450_000), money(980_000)])
      #expect(try device.store.conflictCounts() == [space: 1])
    }
    #expect(try eero.digest(space) == tomasz.digest(space))
  }

  @Test func `end a conflict by a resolution that names what it saw`() throws {
    let (world, eero, tomasz, space) = try world()
    try eero.set(deal, in: space, ["money": money(1_450_000)])
    try tomasz.set(deal, in: space, ["money": money(980_000)])
    try world.sync(eero)
    try world.sync(tomasz)
    try tomasz.set(deal, in: space, ["money": money(1_230_000)])
    try world.sync(tomasz)
    try world.sync(eero)
    #expect(try eero.reading(deal, "money", in: space).status == .single)
    #expect(try eero.reading(deal, "money", in: space).value == money(1_230_000))
    #expect(try eero.store.conflictCounts().isEmpty)
    #expect(try eero.digest(space) == tomasz.digest(space))
  }

  @Test func `push again what a lost answer acknowledged, and nothing happens twice`() throws {
    let (world, eero, tomasz, space) = try world()
    try eero.set(deal, in: space, ["nextStep": .text("call Anna")])
    struct Lost: Error {}
    let conversation = DeviceConversation(
      replica: eero.store, salt: { [UInt8](repeating: 3, count: PushSignature.saltByteCount) },
      sign: { try eero.key.signature(of: $0) })
    #expect(throws: Lost.self) {
      try conversation.runSynchronously { request in
        _ = try world.answer(request, to: eero)
        throw Lost()
      }
    }
    let summary = try world.sync(eero)
    #expect(summary.sent == 1)
    #expect(summary.receivedCount == 0)
    try world.sync(tomasz)
    #expect(try eero.digest(space) == tomasz.digest(space))
  }

  @Test func `load a snapshot where the log is long, and keep unsent edits`() throws {
    let (world, eero, _, space) = try world()
    for step in 0..<40 { try eero.set(deal, in: space, ["nextStep": .text(Text("step \(step)"))]) }
    try world.sync(eero)
    world.configuration.snapshotMinimumChanges = 2
    let marja = try world.device("marja", number: 3)
    try world.hub.grant("marja", .editor, in: space)
    let summary = try world.sync(marja)
    #expect(summary.snapshotRecords > 0)
    let hubDigest = try world.hub.read(space) { try $0.digest() }
    #expect(try marja.digest(space) == hubDigest)
    try marja.set(deal, in: space, ["nextStep": .text("from Marja")])
    try eero.set(deal, in: space, ["buyingCentre": .text("Kemi mill")])
    try world.sync(marja)
    try world.sync(eero)
    try world.sync(marja)
    #expect(try eero.digest(space) == marja.digest(space))
    #expect(try eero.reading(deal, "nextStep", in: space).value == .text("from Marja"))
  }

  @Test func `give nothing of a space to a user who is no member`() throws {
    let (world, _, _, space) = try world()
    let ines = try world.device("ines", number: 4)
    try world.sync(ines)
    #expect(try ines.store.spaces().map(\.id) == [world.hub.identity.library])
    let records = try ines.store.read(space) { try $0.records() }
    #expect(records.isEmpty)
  }

  @Test
  func `keep a viewer's push in the outbox with the reason, and take it once the role allows`()
    throws
  {
    let (world, eero, tomasz, space) = try world()
    try tomasz.set(deal, in: space, ["nextStep": .text("mine")])
    try world.hub.grant("tomasz", .viewer, in: space)
    let refused = try world.sync(tomasz)
    #expect(refused.refusals == [space: .refused(.roleTooLow)])
    let waiting = try tomasz.store.spaces().first { $0.id == space }
    #expect(waiting?.unsent == 1)
    #expect(waiting?.refusal == .roleTooLow)
    try world.hub.grant("tomasz", .editor, in: space)
    #expect(try world.sync(tomasz).sent == 1)
    try world.sync(eero)
    #expect(try eero.reading(deal, "nextStep", in: space).value == .text("mine"))
    #expect(try tomasz.store.spaces().first { $0.id == space }?.refusal == nil)
  }

  @Test func `write nothing where nothing changed`() throws {
    let (world, eero, _, _) = try world()
    // How far it got by its last exchange, a device says with its next one.
    try world.sync(eero)
    let before = try world.hub.totalChanges()
    let summary = try world.sync(eero)
    #expect(summary.rounds == 1)
    #expect(try world.hub.totalChanges() == before)
  }

  @Test func `learn the clock's offset from the hub and correct the next change by it`() throws {
    let (world, eero, _, space) = try world()
    let ahead: Int64 = 2 * 3_600_000 + 13 * 60_000
    let path = eero.path
    try eero.store.close()
    let clock = world.clock
    let fast = try DeviceStore.open(
      directory: path, catalog: world.catalog, mode: .write, wall: { clock.milliseconds + ahead })
    let device = TestDevice(path: path, store: fast, key: eero.key, enrolled: eero.enrolled)
    try world.sync(device)
    #expect(fast.clockOffset == ahead)
    let entry = try device.set(deal, in: space, ["nextStep": .text("call")])
    #expect(entry?.change.clockOffset == ahead)
    #expect(entry?.change.time.milliseconds == clock.milliseconds)
  }
}
