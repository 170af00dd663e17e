import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A long text on two devices` {
  private static let day: Int64 = 86_400_000
  private let note = RecordKey(Note.kind, RecordID(truncating: 42))
  private let sentences = (0..<12).map { "Sentence number \($0) stays as it is." }

  /// The text with one of its sentences replaced.
  private func text(_ number: Int, _ sentence: String) -> Value {
    var sentences = sentences
    sentences[number] = sentence
    return .text(Text(sentences.joined(separator: " ")))
  }

  /// Eero owns a space with one note; Tomasz is an editor; both are in step.
  private func world() throws -> (StoreWorld, TestDevice, TestDevice, SpaceID) {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let tomasz = try world.device("tomasz", number: 2)
    let space = try eero.addAccount("Kaarna")
    try eero.set(note, in: space, ["body": .text(Text(sentences.joined(separator: " ")))])
    try world.sync(eero)
    try world.hub.grant("tomasz", .editor, in: space)
    try world.sync(tomasz)
    try world.sync(eero)
    return (world, eero, tomasz, space)
  }

  private func versions(_ device: TestDevice, _ space: SpaceID) throws -> [Prose] {
    let cell = try device.store.read(space) { try $0.record(note).cells["body"] }
    return (cell?.siblings ?? []).compactMap { sibling in
      if case .prose(let prose) = sibling.value { prose } else { nil }
    }
  }

  @Test func `travels as patches and is merged alike`() throws {
    let (world, eero, tomasz, space) = try world()
    try eero.set(note, in: space, ["body": text(2, "Eero was here.")])
    try tomasz.set(note, in: space, ["body": text(9, "Tomasz was here.")])
    for prose in try versions(eero, space) + versions(tomasz, space) {
      guard case .whole = prose else { continue }
      Issue.record("a small edit was written whole")
    }
    for device in [eero, tomasz, eero] { try world.sync(device) }
    for device in [eero, tomasz] {
      let reading = try device.reading(note, "body", in: space)
      #expect(reading.status == .decided)
      #expect(reading.value.description.contains("Eero was here."))
      #expect(reading.value.description.contains("Tomasz was here."))
      #expect(try device.store.conflictCounts().isEmpty)
      #expect(try device.store.examine().faults.isEmpty)
    }
    #expect(try eero.digest(space) == tomasz.digest(space))
    let newcomer = try world.device("tomasz", number: 3)
    try world.sync(newcomer)
    #expect(try newcomer.digest(space) == eero.digest(space))
    #expect(
      try newcomer.reading(note, "body", in: space).value
        == eero.reading(note, "body", in: space).value)
  }

  @Test func `of a device that returns after its bases were released is lost to nobody`() throws {
    let (world, away, tomasz, space) = try world()
    try away.set(note, in: space, ["body": text(2, "Eero was here.")])
    for count in 0..<8 {
      world.clock.milliseconds += 20 * Self.day
      try tomasz.set(note, in: space, ["body": .text(Text("Rewritten \(count) times."))])
      try world.sync(tomasz)
      try world.sync(tomasz)
    }
    let count = try world.hub.compact(space, forgettingBodies: false, isDryRun: false)
    #expect(count.releasedVersions > 0)
    try world.sync(tomasz)
    try away.store.close()
    let eero = TestDevice(
      path: away.path,
      store: try DeviceStore.open(
        directory: away.path, catalog: world.catalog, mode: .write,
        guardian: IdentityGuard(machine: "m", leases: "\(world.directory.path)/lease") {
          ReplicaID(rawValue: 901)
        }, wall: world.clock.wall), key: away.key, enrolled: away.enrolled)
    for device in [eero, tomasz, eero] { try world.sync(device) }
    #expect(try eero.digest(space) == tomasz.digest(space))
    for device in [eero, tomasz] {
      let reading = try device.reading(note, "body", in: space)
      #expect(reading.status == .conflict)
      let texts = reading.candidates.map(\.value)
      #expect(texts.contains(text(2, "Eero was here.")))
      #expect(texts.contains(.text("Rewritten 7 times.")))
    }
  }
}
