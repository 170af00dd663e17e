import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

/// The catalog of a program before the present one: it lacks a kind, some fields and a word.
private enum OlderProgram {
  static let unknownKind = Tag.kind
  static let unknownFields: [Text: Set<Text>] = [
    Opportunity.kind: ["nextStep", "marginPct"], Stakeholder.kind: ["boss"],
  ]
  static let unknownWord: Text = "unknown"

  static let kinds: [KindDescription] = catalogDescriptions.filter { $0.name != unknownKind }
    .map { kind in
      let unknown = unknownFields[kind.name] ?? []
      return KindDescription(
        name: kind.name, home: kind.home,
        fields: kind.fields.filter { !unknown.contains($0.name) }.map(withoutWord),
        label: kind.label, derivedFrom: kind.derivedFrom, isAppendOnly: kind.isAppendOnly,
        isAdministered: kind.isAdministered)
    }

  private static func withoutWord(_ field: FieldDescription) -> FieldDescription {
    guard case .choice(let words) = field.type else { return field }
    return FieldDescription(
      name: field.name, type: .choice(words.filter { $0 != unknownWord }), policy: field.policy,
      isParent: field.isParent)
  }
}

/// An older and a newer program that write the same records.
private struct Neighbours {
  let world: StoreWorld
  let old: TestDevice
  let new: TestDevice
  let space: SpaceID

  static let deal = RecordKey(Opportunity.kind, RecordID(truncating: 1))
  static let person = RecordKey(Stakeholder.kind, RecordID(truncating: 2))
  static let tag = RecordKey(Tag.kind, RecordID(truncating: 3))

  init(hubKinds: [KindDescription] = catalogDescriptions) throws {
    world = try StoreWorld(hubKinds: hubKinds)
    old = try world.device("old", number: 1, kinds: OlderProgram.kinds)
    new = try world.device("new", number: 2)
    space = try new.addAccount("Kaarna")
    try world.sync(new)
    try world.hub.grant("old", .editor, in: space)
    try world.sync(old)
  }

  func syncAll() throws {
    for device in [old, new, old, new] { try world.sync(device) }
  }

  /// The old device after its program was replaced by the newer one.
  func upgraded() throws -> TestDevice {
    try old.store.close()
    let store = try DeviceStore.open(
      directory: old.path, catalog: world.catalog, mode: .write, wall: world.clock.wall)
    return TestDevice(path: old.path, store: store, key: old.key, enrolled: old.enrolled)
  }
}

@Suite struct `An older and a newer program` {
  private typealias Story = Neighbours

  /// What the newer program may write; the older one writes what it knows of it.
  private static let cells: [(key: RecordKey, fields: [Text])] = [
    (Neighbours.deal, ["name", "owner", "nextStep", "marginPct"]),
    (Neighbours.person, ["name", "title", "status", "boss"]),
    (Neighbours.tag, ["label", "about"]),
  ]

  private static func known(_ key: RecordKey) -> Set<Text> {
    Set(OlderProgram.kinds.first { $0.name == key.kind }?.fields.map(\.name) ?? [])
  }

  private static func value(_ field: Text, _ generator: inout SplitMix64) -> Value {
    let number = Int64.random(in: 0..<4, using: &generator)
    switch field {
    case "marginPct": return .number(Number(integerLiteral: number))
    case "boss", "about":
      return .reference(
        Reference(RecordKey(Stakeholder.kind, RecordID(truncating: UInt64(number)))))
    case "status": return .text(["active", "left", OlderProgram.unknownWord][Int(number % 3)])
    default: return .text(Text("\(field) \(number)"))
    }
  }

  private static func edit(
    _ device: TestDevice, isOld: Bool, in space: SpaceID, _ generator: inout SplitMix64
  ) throws {
    let cell = cells[Int.random(in: 0..<cells.count, using: &generator)]
    let fields = cell.fields.filter { !isOld || known(cell.key).contains($0) }
    guard let field = fields.randomElement(using: &generator) else { return }
    try device.set(cell.key, in: space, [field: value(field, &generator)])
  }

  @Test(arguments: Seed.first(12))
  func `agree on what both know, and the older one on the rest once it is replaced`(
    seed: Seed
  ) throws {
    var generator = seed.generator
    // Now and then the hub is the older program, too.
    let isHubOld = generator.isOneOf(1, in: 2)
    let story = try Neighbours(hubKinds: isHubOld ? OlderProgram.kinds : catalogDescriptions)
    for _ in 0..<24 {
      story.world.clock.milliseconds += 1_000
      let isOld = generator.isOneOf(1, in: 2)
      let device = isOld ? story.old : story.new
      if generator.isOneOf(1, in: 4) {
        try story.world.sync(device)
      } else {
        try Self.edit(device, isOld: isOld, in: story.space, &generator)
      }
    }
    try story.syncAll()
    let digest = try story.new.digest(story.space)
    #expect(try story.old.digest(story.space) == digest, "\(seed)")
    #expect(try story.world.hub.read(story.space) { try $0.digest() } == digest, "\(seed)")
    for (key, fields) in Self.cells {
      for field in fields where Self.known(key).contains(field) {
        let mine = try story.new.reading(key, field, in: story.space)
        #expect(try story.old.reading(key, field, in: story.space) == mine, "\(seed)")
      }
    }
    let upgraded = try story.upgraded()
    #expect(try upgraded.digest(story.space) == digest, "\(seed)")
    for (key, fields) in Self.cells {
      for field in fields {
        let mine = try story.new.reading(key, field, in: story.space)
        #expect(try upgraded.reading(key, field, in: story.space) == mine, "\(seed)")
      }
    }
    #expect(try upgraded.store.conflictCounts() == story.new.store.conflictCounts(), "\(seed)")
    #expect(try upgraded.store.examine().faults.isEmpty, "\(seed)")
  }

  @Test func `both show a word that one of them does not know`() throws {
    let story = try Neighbours()
    try story.new.set(
      Story.person, in: story.space, ["status": .text(OlderProgram.unknownWord)])
    try story.syncAll()
    let reading = try story.old.reading(Story.person, "status", in: story.space)
    #expect(reading.value == .text(OlderProgram.unknownWord))
    // Whoever writes it again supersedes it like any other value.
    try story.old.set(Story.person, in: story.space, ["status": .text("left")])
    try story.syncAll()
    #expect(try story.new.reading(Story.person, "status", in: story.space).value == .text("left"))
  }

  @Test func `keep a conflict in a field that the one between them does not know`() throws {
    let story = try Neighbours(hubKinds: OlderProgram.kinds)
    let third = try story.world.device("third", number: 3)
    try story.new.set(
      Story.deal, in: story.space, ["name": .text("Kemi"), "marginPct": .number(10)])
    try story.world.sync(story.new)
    try story.world.hub.grant("third", .editor, in: story.space)
    try story.world.sync(third)
    try story.new.set(Story.deal, in: story.space, ["marginPct": .number(20)])
    try third.set(Story.deal, in: story.space, ["marginPct": .number(30)])
    for device in [story.new, third, story.new, story.old] { try story.world.sync(device) }
    // The older program edits the same record and knows nothing of the conflict.
    try story.old.set(Story.deal, in: story.space, ["name": .text("Kemi II")])
    for device in [story.old, story.new, third] { try story.world.sync(device) }
    for device in [story.new, third, try story.upgraded()] {
      let reading = try device.reading(Story.deal, "marginPct", in: story.space)
      #expect(reading.status == .conflict)
      #expect(reading.value == .number(10))
      #expect(reading.candidates.map(\.value) == [.number(20), .number(30)])
      #expect(try device.reading(Story.deal, "name", in: story.space).value == .text("Kemi II"))
    }
  }
}

@Suite struct `A file of a newer program` {
  private func refusal(after write: (TestDevice, SpaceID) throws -> Void) throws -> StoreError? {
    let world = try StoreWorld()
    let device = try world.device("eero", number: 1)
    let space = try device.addAccount("Kaarna")
    try write(device, space)
    try device.store.close()
    do {
      _ = try DeviceStore.open(
        directory: device.path, catalog: StoreCatalog(OlderProgram.kinds), mode: .write,
        wall: world.clock.wall)
      return nil
    } catch let error as StoreError {
      return error
    }
  }

  private func columns(_ error: StoreError?) -> [String]? {
    if case .newerContent(_, let columns) = error { columns } else { nil }
  }

  @Test func `is left alone where it holds a kind that the program does not know`() throws {
    let error = try refusal { device, space in
      try device.set(Neighbours.tag, in: space, ["label": .text("urgent")])
    }
    #expect(columns(error) == ["tag"])
  }

  @Test(arguments: [Value.text("call"), .null])
  func `is left alone where it holds a field that the program does not know`(value: Value) throws {
    let error = try refusal { device, space in
      try device.set(Neighbours.deal, in: space, ["nextStep": .text("mail")])
      try device.set(Neighbours.deal, in: space, ["nextStep": value])
    }
    #expect(columns(error) == ["opportunity.nextStep"])
  }

  @Test func `is opened where nothing would be lost`() throws {
    let error = try refusal { device, space in
      try device.set(Neighbours.deal, in: space, ["name": .text("Kemi")])
    }
    #expect(error == nil)
  }
}
