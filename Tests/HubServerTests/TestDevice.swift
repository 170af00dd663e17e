import AccountModel
import DeviceSync
import Foundation
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Synchronization

/// A device with a replica of its own.
final class TestDevice: Sendable {
  static let catalog = StoreCatalog(catalogDescriptions)
  let directory: String
  let number: UInt8
  let user: Text
  let key: DeviceKey
  let session = Mutex("")
  /// The bodies of all answers that came.
  let answers = Mutex<[[UInt8]]>([])
  private let clock: ManualClock

  init(directory: String, user: Text, number: UInt8, clock: ManualClock) throws {
    self.directory = directory
    self.number = number
    self.user = user
    self.clock = clock
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    key = try DeviceFiles(directory: directory)
      .makeKey { [UInt8](repeating: number, count: DeviceKey.byteCount) }
    try DeviceStore.create(
      directory: directory, catalog: Self.catalog,
      identity: DeviceIdentity(
        replica: ReplicaID(rawValue: 100 + UInt64(number)), user: user,
        deviceName: Text("\(user)-book"), publicKey: key.publicKey), wall: clock.wall
    ).close()
  }

  var token: String { session.withLock { $0 } }

  var synchronizer: Synchronizer {
    let dice = Dice(Seed(rawValue: UInt64(number)))
    return Synchronizer(
      directory: directory, catalog: Self.catalog, wall: clock.wall, random: dice.bytes)
  }

  var enrolment: Enrolment {
    Enrolment(directory: directory, catalog: Self.catalog, wall: clock.wall)
  }

  func enrolment(invite: String) throws -> EnrolmentRequest {
    let digest = EnrolmentRequest.digest(invite: invite, publicKey: key.publicKey)
    return EnrolmentRequest(
      invite: invite, device: "\(user)-book", publicKey: Hexadecimal.text(key.publicKey),
      user: user.string, proof: Hexadecimal.text(try key.signature(of: digest)))
  }

  func open(_ mode: DeviceStore.Mode = .write) throws -> DeviceStore {
    try DeviceStore.open(
      directory: directory, catalog: Self.catalog, mode: mode, wall: clock.wall)
  }

  var conversation: DeviceConversation<DeviceStore> {
    get throws { try conversation(signing: key) }
  }

  func conversation(signing key: DeviceKey) throws -> DeviceConversation<DeviceStore> {
    DeviceConversation(
      replica: try open(), salt: { [UInt8](repeating: 9, count: PushSignature.saltByteCount) },
      sign: { try key.signature(of: $0) })
  }

  /// Makes an account space with its account record.
  func addAccount(_ name: Text) throws -> SpaceID {
    let store = try open()
    let nonce = [UInt8](repeating: number, count: SpaceRegistration.nonceByteCount)
    let space = try store.createSpace(kind: .account, nonce: nonce)
    try store.close()
    try rename(space, to: name)
    return space
  }

  func rename(_ space: SpaceID, to name: Text) throws {
    var account = Account(id: RecordID(truncating: 1))
    account.name = name.string
    try write(account, in: space)
  }

  /// Creates a record or sets its fields, with the basis of what is shown now.
  func write(_ entity: some Entity, in space: SpaceID) throws {
    let record = NewRecord(entity)
    let key = RecordKey(record.kind, entity.id)
    let store = try open()
    _ = try store.commit(in: space) { ledger in
      let state = try ledger.record(key)
      var writes = try record.values.map { field, value in
        let reading = try ledger.reading(of: state, field)
        return DraftWrite(
          key, field, value, basis: try ledger.basis(reading, kind: key.kind, field: field))
      }
      if state.cells.isEmpty {
        writes.append(DraftWrite(key, Field.life, .boolean(true), basis: .unset))
      }
      return Draft(writes: writes)
    }
    try store.close()
  }

  /// Gives a user a role by an access record, as `fieldbook share` does.
  func share(_ space: SpaceID, with user: String, _ role: Access.Role) throws {
    var access = Access(
      id: DerivedID.record(space: space, kind: Access.kind, values: [.text(Text(user))]))
    access.user = user
    access.role = role
    try write(access, in: space)
  }

  func name(of space: SpaceID) throws -> String {
    try open(.read).read(space) { ledger in
      for record in try ledger.records(ofKind: Account.kind) {
        var values: [Text: Value] = [:]
        for field in record.cells.keys where field != Field.life {
          values[field] = try ledger.reading(of: record, field).value
        }
        return Account(id: record.key.id, values: values).name
      }
      return ""
    }
  }

  func spaces() throws -> [LocalSpace] {
    try open(.read).spaces()
  }
}
