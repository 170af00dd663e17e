import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A bundle` {
  private let field: Travellers

  init() throws { field = try Travellers() }

  @Test func `brings what was written, once`() throws {
    try field.write(.anna, "phone", "1")
    try field.write(.anna, "phone", "2")
    let bundle = try field.export(.anna)
    #expect(try field.take(bundle, .bernd)?.applied.map(\.dot.sequence) == [1, 2])
    #expect(field.digest(.bernd) == field.digest(.anna))
    #expect(try field.take(bundle, .bernd)?.applied == [])
    #expect(field.vector(.bernd) == field.vector(.anna))
  }

  @Test func `that is older brings nothing after a newer one`() throws {
    try field.write(.anna, "phone", "1")
    let older = try field.export(.anna)
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    #expect(try field.take(older, .bernd)?.applied == [])
    #expect(field.value(.bernd, "phone") == [.text("2")])
  }

  @Test func `keeps both of two edits that did not know each other`() throws {
    try field.write(.anna, "phone", "1")
    try field.write(.bernd, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    try field.take(field.export(.bernd), .anna)
    #expect(field.value(.anna, "phone").count == 2)
    #expect(field.digest(.anna) == field.digest(.bernd))
  }

  @Test func `that leaves changes out says which, and applies nothing`() throws {
    try field.write(.anna, "phone", "1")
    let first = try field.export(.anna)
    try field.write(.anna, "phone", "2")
    try field.write(.anna, "phone", "3")
    let second = try field.export(.anna, since: [first])
    try field.write(.anna, "mail", "a")
    let third = try field.export(.anna, since: [second])
    try field.take(first, .bernd)
    let gap = [MissingChanges(Traveller.anna.replica, from: 2, to: 3)]
    #expect(throws: BundleRefusal.missing(gap)) { try field.take(third, .bernd) }
    #expect(field.vector(.bernd)[Traveller.anna.replica] == 1)
    try field.take(second, .bernd)
    try field.take(third, .bernd)
    #expect(field.digest(.bernd) == field.digest(.anna))
  }

  @Test func `that depends on somebody else's changes names them`() throws {
    try field.write(.carla, "phone", "1")
    try field.write(.carla, "phone", "2")
    let carlas = try field.export(.carla)
    try field.take(carlas, .anna)
    try field.write(.anna, "phone", "3")
    let annas = try field.export(.anna, since: [carlas])
    let missing = [MissingChanges(Traveller.carla.replica, from: 1, to: 2)]
    #expect(throws: BundleRefusal.missing(missing)) { try field.take(annas, .bernd) }
    #expect(field.vector(.bernd).isEmpty)
    try field.take(carlas, .bernd)
    try field.take(annas, .bernd)
    #expect(field.value(.bernd, "phone") == [.text("3")])
  }

  @Test func `after another one holds only what came since`() throws {
    for number in 0..<20 { try field.write(.anna, "phone", Text("\(number)")) }
    let whole = try field.export(.anna)
    try field.write(.anna, "phone", "the last")
    let rest = try field.export(.anna, since: [whole])
    let part = try #require(try Bundle.read(BundleBytes(rest)).parts.first)
    #expect(part.description.changeCount == 1)
    #expect(rest.count < whole.count)
    try field.take(whole, .bernd)
    #expect(try field.take(rest, .bernd)?.applied.count == 1)
    #expect(try Bundle.read(BundleBytes(field.export(.anna, since: [rest]))).parts.isEmpty)
  }

  @Test func `that is only tried leaves no trace`() throws {
    try field.write(.anna, "phone", "1")
    let bundle = try field.export(.anna)
    let before = field.digest(.bernd)
    #expect(try field.take(bundle, .bernd, isRehearsal: true)?.applied.count == 1)
    #expect(field.digest(.bernd) == before)
    #expect(field.vector(.bernd).isEmpty)
    #expect(try field.take(bundle, .bernd)?.applied.count == 1)
  }

  @Test func `goes through many hands`() throws {
    try field.write(.anna, "phone", "1")
    try field.take(field.export(.anna), .bernd)
    try field.write(.bernd, "phone", "2")
    try field.take(field.export(.bernd), .carla)
    #expect(field.digest(.carla) == field.digest(.bernd))
    let annas = try field.export(.carla)
    let author = try #require(
      try Bundle.read(BundleBytes(annas)).parts.first?.description.author(Traveller.anna.replica))
    #expect(author.runs.count == 1)
  }

  @Test func `cuts what a person wrote into runs that a push can carry`() throws {
    let long = Text(String(repeating: "äöü", count: 20_000))
    for number in 0..<4 { try field.write(.anna, Text("field\(number)"), long) }
    let bundle = try field.export(.anna)
    let part = try #require(try Bundle.read(BundleBytes(bundle)).parts.first)
    #expect(part.description.authors.first?.runs.map(\.to) == [2, 4])
    #expect(part.blockCount == 2)
    try field.take(bundle, .bernd)
    try field.sync(.bernd)
    #expect(field.hub.spaces[field.space]?.hubSequence == 4)
  }

  @Test func `holds what is left of a log whose beginning is gone`() throws {
    try field.write(.anna, "phone", "1")
    try field.write(.anna, "phone", "2")
    for person in Traveller.allCases { try field.sync(person) }
    for person in Traveller.allCases { try field.sync(person) }
    let device = field[.anna]
    device.forget(before: .max)
    try field.write(.anna, "phone", "3")
    let bundle = try field.export(.anna)
    let part = try #require(try Bundle.read(BundleBytes(bundle)).parts.first)
    #expect(part.description.author(Traveller.anna.replica)?.from == 2)
    #expect(try field.take(bundle, .bernd)?.applied.map(\.dot.sequence) == [3])
  }
}

@Suite struct `Devices that exchanged bundles for weeks` {
  private let field: Travellers

  init() throws {
    field = try Travellers()
    for week in 0..<6 {
      try field.write(.anna, "phone", Text("anna \(week)"))
      try field.write(.bernd, "mail", Text("bernd \(week)"))
      try field.write(.bernd, "phone", Text("bernd \(week)"))
      try field.take(field.export(.anna), .bernd)
      if week.isMultiple(of: 2) { try field.take(field.export(.bernd), .anna) }
    }
    try field.take(field.export(.bernd), .anna)
    try field.take(field.export(.anna), .bernd)
  }

  /// All that anybody wrote, and what the hub holds.
  private func expectAllAtHub() {
    let space = field.hub.spaces[field.space]
    #expect(space?.content.vector.description == "00000000000000a7:6 00000000000000b7:12")
    #expect(space?.hubSequence == 18)
  }

  @Test func `meet the hub in either order and nothing comes twice`() throws {
    for order in [[Traveller.anna, .bernd], [.bernd, .anna]] {
      let field = try `Devices that exchanged bundles for weeks`().field
      for person in order { try field.sync(person) }
      #expect(field.hub.spaces[field.space]?.hubSequence == 18)
      for person in order.reversed() { try field.sync(person) }
      try field.sync(.carla)
      #expect(field.digest(.anna) == field.digest(.bernd))
      #expect(field.digest(.carla) == field.digest(.bernd))
      #expect(field.hub.spaces[field.space]?.hubSequence == 18)
    }
  }

  @Test func `bring each other's changes before their authors come`() throws {
    let summary = try field.sync(.bernd)
    expectAllAtHub()
    #expect(summary.refusals.isEmpty)
    let owner = try field.hub.read(field.space) { $0.owner(of: Traveller.anna.replica) }
    #expect(try owner == Traveller.anna.key().publicKey)
    // Anna finds everything there already and is asked for nothing.
    try field.sync(.anna)
    expectAllAtHub()
    #expect(field[.anna].view().spaces.flatMap(\.outbox) == [])
  }

  @Test func `lose nothing when the relay may not bring what its author may not write`() throws {
    field.hub.grant(.none, to: "anna", in: field.space)
    let summary = try field.sync(.bernd)
    // Bernd's own edits do not wait for hers: they are written again without them.
    let report = try #require(summary.recovered[field.space])
    #expect(report.setAside == 6)
    #expect(report.rewritten == 10)
    #expect(summary.refusals.isEmpty)
    #expect(field[.bernd].view().spaces.flatMap(\.outbox) == [])
    #expect(field.hub.spaces[field.space]?.content.vector[Traveller.anna.replica] == 0)
    let kept = try #require(field[.bernd].spaces[field.space]?.setAside)
    #expect(Set(kept.keys.map(\.dot)) == Set((1...6).map { Dot(Traveller.anna.replica, $0) }))
    #expect(Set(kept.values) == [.roleTooLow])
    // Her own device still offers them, and brings them once she may.
    field.hub.grant(.editor, to: "anna", in: field.space)
    try field.sync(.anna)
    try field.sync(.bernd)
    #expect(field.hub.spaces[field.space]?.content.vector[Traveller.anna.replica] == 6)
    #expect(field.digest(.anna) == field.digest(.bernd))
    #expect(field[.anna].view().spaces.flatMap(\.outbox) == [])
  }
}
