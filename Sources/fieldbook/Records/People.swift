import AccountModel
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// Who wrote: users and devices by the names that people know.
struct People {
  private let devices: [ReplicaID: Device]
  private let own: DeviceIdentity
  private let ownReplicas: Set<ReplicaID>
  private let localUser: Text
  /// Who wrote the device records: the hub, under one id for each of its lives.
  private let hubs: Set<ReplicaID>
  /// The names that several replicas bear: machines of one name, or copies of one replica.
  private let sharedNames: Set<String>
  /// The digits of a replica's id that are shown where no device record tells its name.
  private static let shortDigits = 8

  init(_ store: DeviceStore) throws {
    own = store.identity
    ownReplicas = store.ownReplicas
    localUser = try store.localUser()
    var devices: [ReplicaID: Device] = [:]
    var hubs: Set<ReplicaID> = []
    for space in try store.spaces() where space.kind == .library {
      try store.read(space.id) { ledger in
        for record in try ledger.records(ofKind: Device.kind) where !record.life.isHidden {
          let device = Device(id: record.key.id, values: try ledger.values(of: record))
          if let replica = ReplicaID(device.replica) { devices[replica] = device }
          hubs.formUnion((record.cells[Field.life]?.siblings ?? []).map(\.dot.replica))
        }
      }
    }
    self.devices = devices
    self.hubs = hubs.subtracting(devices.keys)
    var bearers: [String: Int] = [:]
    for replica in Set(devices.keys).union(ownReplicas) {
      let known = devices[replica]?.name ?? ""
      bearers[known.isEmpty ? own.deviceName.string : known, default: 0] += 1
    }
    sharedNames = Set(bearers.filter { $0.value > 1 }.keys)
  }

  var me: String { own.user.string }

  /// The user of the team behind the name that a change carries.
  func user(_ actor: Text, on replica: ReplicaID) -> String {
    if ownReplicas.contains(replica), actor == localUser { return own.user.string }
    if let device = devices[replica], Text(device.localUser) == actor, !device.user.isEmpty {
      return device.user
    }
    return actor.string
  }

  /// What people call the machine, for scripts; the replica stands beside it in every dot.
  func device(_ replica: ReplicaID) -> String {
    if let name = devices[replica]?.name, !name.isEmpty { return name }
    if ownReplicas.contains(replica) { return own.deviceName.string }
    return Self.short(replica)
  }

  /// What people call the machine, and where several replicas are called so, which of them:
  /// `anna-x1 (1efb6142)`.
  func machine(_ replica: ReplicaID) -> String {
    if isHub(replica) { return "the hub" }
    let name = device(replica)
    return sharedNames.contains(name) ? "\(name) (\(Self.short(replica)))" : name
  }

  func isHub(_ replica: ReplicaID) -> Bool { hubs.contains(replica) }

  private static func short(_ replica: ReplicaID) -> String {
    String(replica.description.prefix(shortDigits))
  }

  func isMe(_ dot: Dot, _ stamp: Stamp) -> Bool { user(stamp.actor, on: dot.replica) == me }

  /// `eero, eero-fw`, or `hub`.
  func author(_ dot: Dot, _ stamp: Stamp) -> String {
    if stamp.actor == HubAuthor.actor, devices[dot.replica] == nil { return stamp.actor.string }
    return "\(user(stamp.actor, on: dot.replica)), \(machine(dot.replica))"
  }
}
