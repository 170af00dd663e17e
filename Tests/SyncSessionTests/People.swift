import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting

/// The people of the tests, each with a device.
enum Person: UInt8, CaseIterable {
  case alice = 0xA1
  case bob = 0xB2

  var user: Text { self == .alice ? "alice" : "bob" }
  var replica: ReplicaID { ReplicaID(rawValue: UInt64(rawValue)) }

  /// - Throws: never, since 32 bytes are always a key.
  func key() throws -> DeviceKey {
    guard let key = DeviceKey(seed: Array(repeating: rawValue, count: DeviceKey.byteCount)) else {
      throw MissingKey()
    }
    return key
  }

  func caller() throws -> Caller {
    Caller(user: user, publicKey: try key().publicKey, actors: [user])
  }

  /// The person's device, without spaces.
  func device() throws -> MemoryDevice {
    let identity = MemoryDevice.Identity(replica: replica, user: user, key: try key())
    return MemoryDevice(identity, wall: { Moment.now })
  }
}

struct MissingKey: Error {}

enum Moment {
  /// September 2026, in milliseconds since 1970.
  static let now: Int64 = 1_790_000_000_000
}

enum Sample {
  static let lineage = HubLineage(id: 7, generation: 1)
  static let nonce = [UInt8](repeating: 1, count: SpaceRegistration.nonceByteCount)
  static let salt = [UInt8](repeating: 2, count: PushSignature.saltByteCount)
  static let milk = RecordKey("opportunity", RecordID(truncating: 1))
  static let bread = RecordKey("opportunity", RecordID(truncating: 2))

  /// The space with a name that no device made.
  static func space(_ name: UInt8 = 0) -> SpaceID {
    SpaceIdentity.space(publicKey: [name], nonce: nonce)
  }

  static func edit(
    _ key: RecordKey = milk, _ field: Text = "phone", _ value: Value = .text("1"),
    over dots: [Dot] = []
  ) -> Draft {
    Draft(writes: [DraftWrite(key, field, value, basis: Basis(dots: dots, base: nil))])
  }

  static func entry(
    _ ordinal: UInt64, _ space: SpaceID = space(), role: SpaceRole = .editor
  ) -> ListEntry {
    ListEntry(ordinal: ordinal, space: space, kind: .account, role: role)
  }

  static func response(
    version: UInt64 = 1, list: [ListEntry] = [], acknowledgements: [Acknowledgement] = [],
    updates: [SpaceUpdate] = [], hasMore: Bool = false
  ) -> SyncResponse {
    SyncResponse(
      hubMilliseconds: UInt64(Moment.now), lineage: lineage, listVersion: version, list: list,
      acknowledgements: acknowledgements, updates: updates, hasMore: hasMore)
  }
}

extension MemoryDevice {
  /// A device that has heard of the spaces from the hub.
  func lists(_ entries: [ListEntry]) throws -> MemoryDevice {
    _ = try take(HubAnswer(response: Sample.response(list: entries), pushes: []))
    return self
  }

  func push(_ space: SpaceID, from sequence: UInt64 = 1) throws -> LoadedPush? {
    let line = view().spaces.first { $0.space == space }
    let head = OutboxHead(replica: own, from: sequence)
    guard let line, let outbox = try outbox(line, head, limit: 1 << 20) else {
      return nil
    }
    return LoadedPush(space: line, outbox: outbox)
  }
}
