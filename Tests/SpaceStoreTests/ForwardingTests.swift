import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A hub that knows no kind` {
  @Test func `forwards kinds, fields and values from the future byte for byte`() throws {
    let world = try StoreWorld(hubKinds: catalogDescriptions.filter { $0.name == Access.kind })
    let eero = try world.device("eero", number: 1)
    let tomasz = try world.device("tomasz", number: 2)
    let space = try eero.addAccount("Kaarna")
    let key = RecordKey("hologram", RecordID(truncating: 9))
    let written = try #require(
      try eero.set(
        key, in: space,
        ["shape": .unknown(tag: 77, payload: [1, 2, 3]), "colour": .text("teal")]))
    let deal = RecordKey(Opportunity.kind, RecordID(truncating: 4))
    try eero.set(deal, in: space, ["name": .text("Kemi"), "fromTheFuture": .boolean(true)])
    try world.sync(eero)
    try world.hub.grant("tomasz", .editor, in: space)
    try world.sync(tomasz)
    let arrived = try tomasz.store.read(space) { try $0.change(written.change.dot) }
    #expect(arrived.map { Canonical.encode($0) } == written.canonical)
    try world.sync(eero)
    let hub = try world.hub.read(space) { try $0.digest() }
    #expect(try eero.digest(space) == hub)
    #expect(try tomasz.digest(space) == hub)
  }

  @Test func `lets a device that learns a kind find its records in the kind's table`() throws {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let space = try eero.addAccount("Kaarna")
    let note = RecordKey(Note.kind, RecordID(truncating: 3))
    try eero.store.close()
    let older = StoreCatalog(catalogDescriptions.filter { $0.name != Note.kind })
    let old = try DeviceStore.open(
      directory: eero.path, catalog: older, mode: .write, wall: world.clock.wall)
    let oldDevice = TestDevice(path: eero.path, store: old, key: eero.key, enrolled: eero.enrolled)
    try oldDevice.set(note, in: space, ["body": .text("written before the upgrade")])
    let before = try oldDevice.digest(space)
    let unknown = try old.read(space) { try $0.records(ofKind: Note.kind) }
    #expect(unknown.isEmpty)
    try old.close()
    // Another set of kinds is another catalog: the file is prepared for it anew.
    let grown = KindDescription(
      name: Note.kind, home: .account, fields: Note.schema.description.fields, label: nil,
      derivedFrom: [], isAppendOnly: false, isAdministered: false)
    let newer = StoreCatalog(catalogDescriptions.filter { $0.name != Note.kind } + [grown])
    // The first command after the upgrade only reads.
    let new = try DeviceStore.open(
      directory: eero.path, catalog: newer, mode: .read, wall: world.clock.wall)
    let records = try new.read(space) { try $0.records(ofKind: Note.kind) }
    #expect(records.map(\.key) == [note])
    let after = try new.read(space) { try $0.digest() }
    #expect(after == before)
  }
}
