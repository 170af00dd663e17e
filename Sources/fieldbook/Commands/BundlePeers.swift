import AccountModel
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// The team's devices as bundles need them: their keys, and the names that people know.
struct BundlePeers {
  private let people: People
  private let own: DeviceIdentity
  private let localUser: Text
  private let ownReplicas: Set<ReplicaID>
  private var devices: [ReplicaID: Device] = [:]

  /// Reads the device records of the team's library.
  init(_ store: DeviceStore) throws {
    people = try People(store)
    own = store.identity
    localUser = try store.localUser()
    ownReplicas = store.ownReplicas
    for space in try store.spaces() where space.kind == .library {
      try store.read(space.id) { ledger in
        for record in try ledger.records(ofKind: Device.kind) where !record.life.isHidden {
          let device = Device(id: record.key.id, values: try ledger.values(of: record))
          if let replica = ReplicaID(device.replica) { devices[replica] = device }
        }
      }
    }
  }

  func directory(trusting fingerprints: Set<DeviceFingerprint> = []) -> DeviceDirectory {
    var known: [ReplicaID: KnownDevice] = [:]
    for (replica, device) in devices {
      guard let key = Hexadecimal.bytes(device.publicKey), key.count == DeviceKey.byteCount else {
        continue
      }
      let names = [device.user, device.localUser].filter { !$0.isEmpty }
      known[replica] = KnownDevice(publicKey: key, actors: Set(names.map { Text($0) }))
    }
    for replica in ownReplicas {
      known[replica] = KnownDevice(publicKey: own.publicKey, actors: [own.user, localUser])
    }
    return DeviceDirectory(own: own.publicKey, devices: known, trusted: fingerprints)
  }

  /// `bernd, bernd-fw`, or the beginning of the replica's id.
  func name(of replica: ReplicaID) -> String {
    let machine = people.machine(replica)
    if let device = devices[replica] { return "\(device.user), \(machine)" }
    if ownReplicas.contains(replica) { return "\(own.user), \(machine)" }
    return people.isHub(replica) ? machine : "replica \(machine)"
  }

  /// `bernd's changes 4 to 6 (bernd-fw)`.
  func text(_ missing: MissingChanges) -> String {
    let isOne = missing.from == missing.to
    let range = isOne ? "change \(missing.from)" : "changes \(missing.from) to \(missing.to)"
    if let device = devices[missing.replica] {
      return "\(device.user)'s \(range) (\(people.machine(missing.replica)))"
    }
    if ownReplicas.contains(missing.replica) { return "your \(range)" }
    return "\(range) of \(name(of: missing.replica))"
  }

  /// What the records of an account let this device's user do; nil where they do not name them.
  func role(_ ledger: SQLiteDeviceLedger) throws -> SpaceRole? {
    var role: SpaceRole?
    for record in try ledger.records(ofKind: Access.kind) {
      let access = Access(id: record.key.id, values: try ledger.values(of: record))
      guard [own.user, localUser].contains(Text(access.user)) else { continue }
      let given = record.life.isHidden ? SpaceRole.none : SpaceRole(access.role)
      role = max(role ?? .none, given)
    }
    return role
  }
}

extension SpaceRole {
  init(_ role: Access.Role) {
    self =
      switch role {
      case .none: .none
      case .viewer: .viewer
      case .editor: .editor
      case .manager: .manager
      }
  }
}
