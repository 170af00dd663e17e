import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

@Suite struct `A receiver of bundles` {
  private let field: Travellers

  init() throws {
    field = try Travellers()
    try field.write(.anna, "phone", "1")
  }

  private var annas: ReplicaID { Traveller.anna.replica }

  @Test func `takes none of a device it does not know, unless told to`() throws {
    let bundle = try field.export(.anna)
    let fingerprint = try Traveller.anna.fingerprint()
    #expect(throws: BundleRefusal.unknownMaker(fingerprint)) {
      try field.take(bundle, .bernd, known: [.bernd])
    }
    #expect(field.vector(.bernd).isEmpty)
    let intake = try field.take(bundle, .bernd, known: [.bernd], trusting: [fingerprint])
    #expect(intake?.applied.count == 1)
  }

  @Test func `asks for each author whose device it does not know`() throws {
    try field.take(field.export(.anna), .bernd)
    let bundle = try field.export(.bernd)
    let fingerprint = try Traveller.anna.fingerprint()
    #expect(throws: BundleRefusal.unknownDevice(annas, fingerprint)) {
      try field.take(bundle, .carla, known: [.bernd])
    }
    #expect(
      try field.take(bundle, .carla, known: [.bernd], trusting: [fingerprint])?.applied.count == 1)
    // What was taken once is known from then on.
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    #expect(try field.take(field.export(.bernd), .carla, known: [.bernd])?.applied.count == 1)
  }

  @Test func `takes nothing from another team`() throws {
    let other = try Travellers(enrolled: [.carla])
    try other.write(.anna, "phone", "1")
    let lineage = HubLineage(id: 78, generation: 1)
    try other[.anna].note(
      HubNotice(hubMilliseconds: 0, lineage: lineage, listVersion: 0, list: []))
    #expect(throws: BundleRefusal.otherHub) { try field.take(other.export(.anna), .bernd) }
  }

  @Test func `takes nothing of an account without a role, and keeps no trace of it`() throws {
    let field = try Travellers(enrolled: [.anna])
    try field.write(.anna, "phone", "1")
    let bundle = try field.export(.anna)
    for role in [SpaceRole.none, nil] {
      #expect(throws: BundleRefusal.noAccess) { try field.take(bundle, .bernd, role: role) }
    }
    #expect(field[.bernd].spaces.isEmpty)
    try field.take(bundle, .bernd, role: .viewer)
    #expect(field[.bernd].spaces[field.space]?.role == .viewer)
  }

  @Test func `takes the word of a maker only for what the hub holds`() throws {
    try field.take(field.export(.anna), .bernd)
    try field[.bernd].write(field.space) { try $0.dropProofs(from: Dot(annas, 1)) }
    let claimed = MissingChanges(annas, from: 1, to: 1)
    #expect(throws: BundleRefusal.unproven(claimed)) {
      try field.take(field.export(.bernd), .carla)
    }
    try field.sync(.anna)
    try field.sync(.bernd)
    try field[.bernd].write(field.space) { try $0.dropProofs(from: Dot(annas, 1)) }
    #expect(try field.take(field.export(.bernd), .carla)?.applied.count == 1)
    #expect(field[.carla].spaces[field.space]?.proofs.isEmpty == true)
  }

  @Test func `refuses a name that is not its author's`() throws {
    try field.write(.anna, "phone", "2", as: "bernd")
    #expect(throws: BundleRefusal.foreignActor(Dot(annas, 2), "bernd")) {
      try field.take(field.export(.anna), .bernd)
    }
    #expect(field.vector(.bernd).isEmpty)
  }

  @Test func `knows what the hub holds only from devices of its hub`() throws {
    try field.sync(.anna)
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    let space = try #require(field[.bernd].spaces[field.space])
    #expect(space.accepted[annas] == 1)
    #expect(field[.bernd].view().spaces.flatMap(\.outbox).map(\.from) == [2])
  }

  @Test func `does not exchange with a copy of what it knows before the hub saw both`() throws {
    try field.take(field.export(.anna), .bernd)
    let copy = field[.anna].copy()
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    field.devices[.anna] = copy
    try field.write(.anna, "phone", "not 2")
    let vector = field.vector(.bernd)
    #expect(throws: BundleRefusal.histories(annas)) { try field.take(field.export(.anna), .bernd) }
    #expect(field.vector(.bernd) == vector)
    try field.write(.anna, "phone", "3")
    #expect(throws: BundleRefusal.histories(annas)) { try field.take(field.export(.anna), .bernd) }
    #expect(field.value(.bernd, "phone") == [.text("2")])
    // And the other way round.
    #expect(throws: BundleRefusal.histories(annas)) { try field.take(field.export(.bernd), .anna) }
  }

  @Test func `sees that histories differ although the bundle holds nothing of them`() throws {
    let copy = field[.anna].copy()
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    field.devices[.anna] = copy
    try field.write(.anna, "phone", "not 2")
    let annasCopy = try field.export(.anna)
    try field.take(annasCopy, .carla)
    try field.write(.carla, "mail", "x")
    // What Carla wrote follows the copy's second change; Bernd holds another second change.
    let carlas = try field.export(.carla, since: [annasCopy])
    #expect(throws: BundleRefusal.histories(annas)) { try field.take(carlas, .bernd) }
    #expect(field.value(.bernd, "mail").isEmpty)
  }

  @Test func `that was restored gets its own later changes back and a new id`() throws {
    let old = field[.anna].copy()
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    field.devices[.anna] = old
    let intake = try field.take(field.export(.bernd), .anna)
    #expect(intake?.applied.map(\.dot) == [Dot(annas, 2)])
    #expect(intake?.isOvertaken == true)
    #expect(field[.anna].own != annas)
    #expect(field[.anna].incarnation.events.map(\.kind) == [.overtaken])
    try field.write(.anna, "phone", "3")
    #expect(field.value(.anna, "phone") == [.text("3")])
    #expect(field.vector(.anna)[annas] == 2)
    try field.take(field.export(.anna), .bernd, known: [.anna, .bernd])
    #expect(field.digest(.bernd) == field.digest(.anna))
  }

  @Test func `that waits for the hub takes no bundle`() throws {
    try field[.bernd].write(field.space) { try $0.setRecovering(true) }
    #expect(throws: BundleRefusal.recovering) { try field.take(field.export(.anna), .bernd) }
  }

  @Test func `takes changes of nothing but accounts`() throws {
    var bytes: [UInt8] = []
    let library = field[.anna].createSpace(
      nonce: [UInt8](repeating: 8, count: SpaceRegistration.nonceByteCount), kind: .library)
    try field[.anna].commit(in: library) { _ in
      Draft(
        writes: [
          DraftWrite(
            RecordKey("device", RecordID(truncating: 1)), "publicKey", .text("mine"),
            basis: Basis(dots: [], base: nil))
        ])
    }
    let key = try Traveller.anna.key()
    let head = BundleHead(
      publicKey: key.publicKey, user: "anna", device: "x", lineage: nil, milliseconds: 1)
    try withoutActuallyEscaping({ bytes += $0 }) { sink in
      _ = try BundleMaker(
        replica: field[.anna], head: head, salt: { [UInt8](repeating: 1, count: 16) },
        sign: { try key.signature(of: $0) }
      ).write([library], to: sink)
    }
    #expect(throws: BundleRefusal.notAccount(.library)) { try field.take(bytes, .bernd) }
  }
}
