internal import AccountModel
package import SpaceStore
package import SyncCore

/// What a replica knows of people, devices and accounts: their names, for reports.
package struct Surroundings {
  private let devices: [ReplicaID: Device]
  private let owner: ReplicaReader.Owner
  private let spaceNames: [SpaceID: String]
  /// The digits of a replica's id that are shown where no name is known.
  private static let shortDigits = 8

  package init(_ reader: ReplicaReader) throws {
    owner = reader.owner
    var devices: [ReplicaID: Device] = [:]
    var names: [SpaceID: String] = [:]
    for space in try reader.spaces() {
      switch space.kind {
      case .library:
        names[space.id] = "the team's library"
        for device in try reader.read(space.id, { try $0.entities(of: Device.self) }) {
          if let replica = ReplicaID(device.replica) { devices[replica] = device }
        }
      case .account:
        let accounts = try reader.read(space.id) { try $0.entities(of: Account.self) }
        names[space.id] = accounts.map(\.name).first { !$0.isEmpty }
      case .team: names[space.id] = "the team's space"
      case .person: names[space.id] = "a person's space"
      }
    }
    self.devices = devices
    spaceNames = names
  }

  package func name(of space: SpaceID) -> String {
    spaceNames[space] ?? "space \(space.description.prefix(Self.shortDigits))"
  }

  package func device(_ replica: ReplicaID) -> String {
    if let name = devices[replica]?.name, !name.isEmpty { return name }
    if case .device(replica, _, let name) = owner { return name.string }
    if case .hub(replica, _) = owner { return "the hub" }
    return String(replica.description.prefix(Self.shortDigits))
  }

  /// The device of a replica whose changes carry the name `actor`.
  func device(_ replica: ReplicaID, writingAs actor: Text?) -> String {
    devices[replica] == nil && actor == Self.hubActor ? "the hub" : device(replica)
  }

  /// The name under which a hub writes.
  private static let hubActor: Text = "hub"

  /// The user of the team behind the name that a change carries.
  package func user(_ actor: Text, on replica: ReplicaID) -> String {
    guard let device = devices[replica], Text(device.localUser) == actor, !device.user.isEmpty
    else {
      return actor.string
    }
    return device.user
  }

  /// Whose replica it is; empty where no device record says so.
  package func user(of replica: ReplicaID) -> String {
    if let user = devices[replica]?.user { return user }
    if case .device(replica, let user, _) = owner { return user.string }
    return ""
  }

  /// The replicas that a device record names, or that are known otherwise.
  var replicas: [ReplicaID] { Set(devices.keys).union([owner.replica]).sorted() }
}

extension SQLiteLedger {
  /// The records of an entity that are not deleted, with their values in force.
  func entities<Kind: Entity>(of kind: Kind.Type) throws -> [Kind] {
    try records(ofKind: Kind.kind).filter { !$0.life.isHidden }.map { record in
      Kind(id: record.key.id, values: try values(of: record))
    }
  }

  /// The values in force of all fields that somebody wrote.
  func values(of record: SpaceStore.Record) throws -> [Text: Value] {
    var values: [Text: Value] = [:]
    for field in record.cells.keys where field != Field.life {
      values[field] = try reading(of: record, field).value
    }
    return values
  }

  /// What people call a record: its label, or kind and id.
  func title(of key: RecordKey) throws -> String {
    guard let label = kindDescription(named: key.kind)?.label else { return "\(key)" }
    let name = try reading(key, label).value.description
    return name.isEmpty ? "\(key)" : "\(key.kind) \"\(name)\""
  }
}
