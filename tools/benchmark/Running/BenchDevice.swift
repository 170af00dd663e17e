import AccountModel
import DeviceSync
import Foundation
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// A seller's device with a replica in a directory of its own.
final class BenchDevice: Sendable {
  static let catalog = StoreCatalog(catalogDescriptions)
  let directory: String
  let user: Text
  private let lab: Lab

  init(_ user: Text, _ lab: Lab) throws {
    self.user = user
    self.lab = lab
    directory = try lab.directory("device-\(user)")
    let key = try DeviceFiles(directory: directory).makeKey { lab.dice.bytes(DeviceKey.byteCount) }
    try DeviceStore.create(
      directory: directory, catalog: Self.catalog,
      identity: DeviceIdentity(
        replica: ReplicaID(rawValue: lab.dice.bits()), user: user, deviceName: Text("\(user)-book"),
        publicKey: key.publicKey), wall: lab.wall
    ).close()
  }

  func open(_ mode: DeviceStore.Mode = .write) throws -> DeviceStore {
    try DeviceStore.open(directory: directory, catalog: Self.catalog, mode: mode, wall: lab.wall)
  }

  var synchronizer: Synchronizer {
    Synchronizer(
      directory: directory, catalog: Self.catalog, wall: lab.wall, random: lab.dice.bytes)
  }

  func enrol(_ url: String, invite: String) async throws {
    _ = try await Enrolment(directory: directory, catalog: Self.catalog, wall: lab.wall)
      .run(url: url, invite: invite)
  }

  /// Writes the data set, one change for each account; returns the accounts' spaces in their order.
  func load(_ data: DataSet, sharedWith users: [Text] = []) throws -> [SpaceID] {
    let store = try open()
    defer { try? store.close() }  // Everything is committed.
    return try data.accounts.map { records in
      let nonce = lab.dice.bytes(SpaceRegistration.nonceByteCount)
      let entry = SpaceIdentity.space(publicKey: store.identity.publicKey, nonce: nonce)
      _ = try store.createSpace(kind: .account, nonce: nonce) { space in
        Draft(
          writes: records.flatMap { Self.writes(of: $0.values, at: $0.key(in: space)) }
            + users.flatMap { Self.access(of: $0, in: space) })
      }
      return entry
    }
  }

  private static func writes(of values: [Text: Value], at key: RecordKey) -> [DraftWrite] {
    values.map { DraftWrite(key, $0.key, $0.value, basis: .unset) }
      + [DraftWrite(key, Field.life, .boolean(true), basis: .unset)]
  }

  private static func access(of user: Text, in space: SpaceID) -> [DraftWrite] {
    var access = Access(
      id: DerivedID.record(space: space, kind: Access.kind, values: [.text(user)]))
    access.user = user.string
    access.role = .editor
    return writes(of: NewRecord(access).values, at: RecordKey(Access.kind, access.id))
  }

  var databasePath: String { "\(directory)/\(DeviceStore.databaseName)" }

  /// What the device would send now.
  func requestFrame() async throws -> [UInt8] {
    var frame: [UInt8] = []
    do {
      _ = try await converse { request in
        frame = request
        throw CancellationError()
      }
    } catch is CancellationError {}
    return frame
  }

  /// A whole conversation with the hub without a network.
  func sync(with hub: BenchHub) async throws -> SyncSummary {
    try await converse { try await hub.answer($0, to: self) }
  }

  private func converse(
    _ exchange: (_ request: [UInt8]) async throws -> [UInt8]
  ) async throws -> SyncSummary {
    let key = try DeviceFiles(directory: directory).key()
    let store = try open()
    defer { try? store.close() }  // Everything is committed.
    let conversation = DeviceConversation(
      replica: store, salt: { self.lab.dice.bytes(PushSignature.saltByteCount) },
      sign: { try key.signature(of: $0) })
    return try await conversation.run(exchange: exchange)
  }

  func session() throws -> String {
    guard let session = try DeviceFiles(directory: directory).session() else {
      throw BenchFault("\(user) is not enrolled")
    }
    return session.secret
  }
}
