import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

/// People who meet without a network, each with a device.
enum Traveller: UInt8, CaseIterable {
  case anna = 0xA7
  case bernd = 0xB7
  case carla = 0xC7

  var user: Text {
    switch self {
    case .anna: "anna"
    case .bernd: "bernd"
    case .carla: "carla"
    }
  }

  var replica: ReplicaID { ReplicaID(rawValue: UInt64(rawValue)) }

  func key() throws -> DeviceKey {
    guard let key = DeviceKey(seed: Array(repeating: rawValue, count: DeviceKey.byteCount)) else {
      throw NoKey()
    }
    return key
  }

  func fingerprint() throws -> DeviceFingerprint { DeviceFingerprint(of: try key().publicKey) }
}

struct NoKey: Error {}
struct NoAnswer: Error {}

/// Three devices, a hub that they rarely see, and one account that Anna created.
final class Travellers {
  private static let now: Int64 = 1_790_000_000_000
  private static let salt = [UInt8](repeating: 4, count: PushSignature.saltByteCount)
  static let lineage = HubLineage(id: 77, generation: 1)

  let hub = MemoryHub(lineage: lineage)
  var devices: [Traveller: MemoryDevice] = [:]
  let space: SpaceID
  private var minutes: Int64 = 0

  /// Everybody is an editor and has met the hub once, unless `enrolled` says otherwise.
  init(enrolled: [Traveller] = Traveller.allCases) throws {
    let nonce = [UInt8](repeating: 9, count: SpaceRegistration.nonceByteCount)
    space = SpaceIdentity.space(publicKey: try Traveller.anna.key().publicKey, nonce: nonce)
    for person in Traveller.allCases {
      let identity = MemoryDevice.Identity(
        replica: person.replica, user: person.user, key: try person.key())
      devices[person] = MemoryDevice(identity) { [weak self] in self?.tick() ?? 0 }
    }
    _ = self[.anna].createSpace(nonce: nonce)
    if !enrolled.isEmpty { hub.createSpace(space) }
    for person in enrolled {
      hub.enrol(try caller(person))
      hub.grant(person == .anna ? .manager : .editor, to: person.user, in: space)
    }
    for person in enrolled { try sync(person) }
  }

  private func tick() -> Int64 {
    let millisecondsPerMinute: Int64 = 60_000
    minutes += 1
    return Self.now + minutes * millisecondsPerMinute
  }

  subscript(_ person: Traveller) -> MemoryDevice {
    guard let device = devices[person] else { preconditionFailure("everybody has a device") }
    return device
  }

  func caller(_ person: Traveller) throws -> Caller {
    Caller(user: person.user, publicKey: try person.key().publicKey, actors: [person.user])
  }

  /// Writes one field of one deal over what is there.
  func write(
    _ person: Traveller, _ field: Text, _ value: Text, as user: Text? = nil
  ) throws {
    let key = RecordKey("opportunity", RecordID(truncating: 1))
    try self[person].commit(in: space, as: user) { ledger in
      let dots = ledger.record(key).cells[field]?.siblings.map(\.dot) ?? []
      return Draft(
        writes: [DraftWrite(key, field, .text(value), basis: Basis(dots: dots, base: nil))])
    }
  }

  /// One whole conversation with the hub.
  @discardableResult
  func sync(
    _ person: Traveller, configuration: InitiatorConfiguration = InitiatorConfiguration()
  ) throws -> SyncSummary {
    let key = try person.key()
    let caller = try caller(person)
    return try DeviceConversation(
      replica: self[person], configuration: configuration, salt: { Self.salt },
      sign: { try key.signature(of: $0) }
    ).runSynchronously { request in
      var conversation = try HubConversation(
        replica: hub, caller: caller, hubMilliseconds: UInt64(Self.now))
      guard case .answer(let answer) = try conversation.receive(request) else { throw NoAnswer() }
      return answer
    }
  }

  // MARK: Bundles

  func export(_ person: Traveller, since: [[UInt8]] = []) throws -> [UInt8] {
    let key = try person.key()
    var covered = VersionVector()
    for bytes in since {
      for part in try Bundle.read(BundleBytes(bytes)).parts {
        covered = covered.union(part.description.vector)
      }
    }
    let head = BundleHead(
      publicKey: key.publicKey, user: person.user, device: person.user,
      lineage: self[person].hubLineage(), milliseconds: UInt64(Self.now))
    var bytes: [UInt8] = []
    try withoutActuallyEscaping({ bytes += $0 }) { sink in
      _ = try BundleMaker(
        replica: self[person], head: head, salt: { Self.salt }, sign: { try key.signature(of: $0) }
      ).write([space], since: [space: covered], to: sink)
    }
    return bytes
  }

  /// Takes a bundle in; `known` are the people whose devices stand in the receiver's library.
  @discardableResult
  func take(
    _ bytes: [UInt8], _ person: Traveller, known: [Traveller] = Traveller.allCases,
    trusting fingerprints: Set<DeviceFingerprint> = [], role: SpaceRole? = .editor,
    isRehearsal: Bool = false
  ) throws -> TakenPart? {
    let source = BundleBytes(bytes)
    let bundle = try Bundle.read(source)
    var devices: [ReplicaID: KnownDevice] = [:]
    for other in known {
      devices[other.replica] = KnownDevice(
        publicKey: try other.key().publicKey, actors: [other.user])
    }
    let own = try person.key().publicKey
    let receiver = BundleReceiver(
      replica: self[person], bundle: bundle, source: source,
      directory: DeviceDirectory(own: own, devices: devices, trusted: fingerprints),
      publicKey: own, grant: { _ in role })
    try receiver.check()
    return try bundle.parts.map { part in
      var applied: [Change] = []
      let intake = try receiver.take(part, isRehearsal: isRehearsal) {
        applied += $0
      } observe: {
        $1
      }
      #expect(intake.count == applied.count)
      return TakenPart(applied: applied, isOvertaken: intake.isOvertaken)
    }.first
  }

  /// What a person's device holds.
  func vector(_ person: Traveller) -> VersionVector {
    self[person].spaces[space]?.content.vector ?? VersionVector()
  }

  func digest(_ person: Traveller) -> String {
    StateDigest.text(self[person].spaces[space].map { Array($0.content.records.values) } ?? [])
  }

  func value(_ person: Traveller, _ field: Text) -> [Value] {
    let key = RecordKey("opportunity", RecordID(truncating: 1))
    let cell = self[person].spaces[space]?.content.records[key]?.cells[field]
    return cell?.siblings.map(\.value) ?? []
  }
}

/// What a part of a bundle brought.
struct TakenPart {
  /// In the order in which they were applied.
  let applied: [Change]
  let isOvertaken: Bool
}
