import AccountModel
import Foundation
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Synchronization

/// A directory that goes with its owner.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let template =
      FileManager.default.temporaryDirectory.path
      + "/fieldbook-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(
      atPath: template, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = template
  }

  // Nothing depends on the directory any more; what cannot be removed is the system's to clean.
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A wall clock that tests set by hand.
final class ManualClock: Sendable {
  private let time: Mutex<Int64>
  init(_ milliseconds: Int64) { time = Mutex(milliseconds) }
  var milliseconds: Int64 {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }
  var wall: @Sendable () -> Int64 { { self.milliseconds } }
}

/// A hub and its devices on real SQLite files, with a transport that answers at once.
final class StoreWorld {
  let directory: TemporaryDirectory
  let clock = ManualClock(1_773_000_000_000)
  let catalog = StoreCatalog(catalogDescriptions)
  let hub: HubStore
  var hubPath: String { "\(directory.path)/hub/\(HubStore.databaseName)" }
  var configuration = ResponderConfiguration()

  /// Archives so early that every test of the hub has changes in rows, and in segments of all sizes.
  static let eagerSealing = SealingRule(rows: 2, sizes: [3, 7], archive: 24, bytes: 1 << 20)

  /// A world whose hub knows the given kinds of the domain.
  init(
    hubKinds: [KindDescription] = catalogDescriptions, sealing: SealingRule = eagerSealing
  ) throws {
    directory = try TemporaryDirectory()
    let path = "\(directory.path)/hub"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let seed = [UInt8](repeating: 200, count: DeviceKey.byteCount)
    guard let hubKey = DeviceKey(seed: seed) else { throw CocoaError(.coderInvalidValue) }
    hub = try HubStore.create(
      directory: path, catalog: StoreCatalog(hubKinds), access: .testing,
      identity: HubIdentity(
        replica: ReplicaID(rawValue: 1), team: "Nordvik",
        lineage: HubLineage(id: 7, generation: 0),
        library: SpaceIdentity.space(publicKey: [1], nonce: [2])), key: hubKey,
      sealing: sealing, wall: clock.wall)
  }

  /// A device with an invite of its own; its program knows the given kinds of the domain.
  func device(
    _ user: Text, number: UInt8, kinds: [KindDescription] = catalogDescriptions
  ) throws -> TestDevice {
    let path = "\(directory.path)/\(user)-\(number)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let seed = [UInt8](repeating: number, count: DeviceKey.byteCount)
    guard let key = DeviceKey(seed: seed) else { throw CocoaError(.coderInvalidValue) }
    let store = try DeviceStore.create(
      directory: path, catalog: StoreCatalog(kinds),
      identity: DeviceIdentity(
        replica: ReplicaID(rawValue: 100 + UInt64(number)), user: user,
        deviceName: Text("\(user)-book"), publicKey: key.publicKey), wall: clock.wall)
    let hash = [number]
    try hub.add(
      Invite(
        hint: "x\(number)", user: user, role: "seller", created: clock.milliseconds,
        expires: clock.milliseconds + 1000), codeHash: hash)
    let enrolled = try hub.redeem(
      codeHash: hash, publicKey: key.publicKey, name: Text("\(user)-book"), localUser: user,
      session: [number])
    return TestDevice(path: path, store: store, key: key, enrolled: enrolled)
  }

  @discardableResult
  func sync(_ device: TestDevice) throws -> SyncSummary {
    let conversation = DeviceConversation(
      replica: device.store, salt: { [UInt8](repeating: 9, count: PushSignature.saltByteCount) },
      sign: { try device.key.signature(of: $0) })
    return try conversation.runSynchronously { try self.answer($0, to: device) }
  }

  func answer(_ bytes: [UInt8], to device: TestDevice) throws -> [UInt8] {
    let caller = Caller(
      user: device.enrolled.user, publicKey: device.enrolled.publicKey,
      actors: device.enrolled.actors)
    var conversation = try HubConversation(
      replica: hub, caller: caller, hubMilliseconds: UInt64(clock.milliseconds),
      configuration: configuration)
    switch try conversation.receive(bytes) {
    case .answer(let answer): return answer
    case .hold: throw CocoaError(.userCancelled)
    }
  }
}

struct TestDevice {
  let path: String
  let store: DeviceStore
  let key: DeviceKey
  let enrolled: EnrolledDevice
}

extension TestDevice {
  /// Makes an account space with its account record.
  func addAccount(_ name: Text, nonce: UInt8 = 1) throws -> SpaceID {
    let nonce = [UInt8](repeating: nonce, count: SpaceRegistration.nonceByteCount)
    let key = RecordKey(Account.kind, RecordID(truncating: UInt64(nonce[0])))
    var id: SpaceID?
    _ = try store.createSpace(kind: .account, nonce: nonce) { space in
      id = space
      return Draft(writes: [
        DraftWrite(key, Field.life, .boolean(true), basis: .unset),
        DraftWrite(key, "name", .text(name), basis: .unset),
      ])
    }
    guard let id else { throw CocoaError(.coderValueNotFound) }
    return id
  }

  /// Sets fields with the basis of what is shown now; creates the record where it is not there.
  @discardableResult
  func set(_ key: RecordKey, in space: SpaceID, _ values: [Text: Value]) throws -> LedgerEntry? {
    try store.commit(in: space) { ledger in
      let record = try ledger.record(key)
      var writes = try values.map { field, value in
        let reading = try ledger.reading(of: record, field)
        return DraftWrite(
          key, field, value, basis: try ledger.basis(reading, kind: key.kind, field: field))
      }
      if record.cells.isEmpty {
        writes.append(DraftWrite(key, Field.life, .boolean(true), basis: .unset))
      }
      return Draft(writes: writes)
    }
  }

  func reading(_ key: RecordKey, _ field: Text, in space: SpaceID) throws -> Reading {
    try store.read(space) { try $0.reading(key, field) }
  }

  func digest(_ space: SpaceID) throws -> String { try store.read(space) { try $0.digest() } }
}

extension AccessModel {
  static let testing = AccessModel(
    accessKind: Access.kind,
    grant: { values in
      let access = Access(id: RecordID(truncating: 0), values: values)
      let roles: [Access.Role: SpaceRole] = [
        .none: .none, .viewer: .viewer, .editor: .editor, .manager: .manager,
      ]
      return access.user.isEmpty ? nil : (Text(access.user), roles[access.role] ?? .none)
    },
    accessRecord: { user, role in
      var access = Access(id: RecordID(truncating: 0))
      access.user = user.string
      access.role = Access.Role.allCases[Int(role.rawValue)]
      return NewRecord(access)
    },
    deviceRecord: { replica, device in
      var record = Device(id: RecordID(truncating: 0))
      record.replica = replica.description
      record.user = device.user.string
      record.name = device.name.string
      return NewRecord(record)
    },
    memberRecord: { user, _ in
      var member = Member(id: RecordID(truncating: 0))
      member.user = user.string
      return NewRecord(member)
    },
    manager: { Member(id: RecordID(truncating: 0), values: $0).manager.nonEmpty })
}

extension String {
  var nonEmpty: Text? { isEmpty ? nil : Text(self) }
}
