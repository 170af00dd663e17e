internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// The most devices of a world, copies included.
  static let maximumDevices = 8
  /// The most spaces of a world.
  static let maximumSpaces = 4

  /// Making a key takes longer than a step; whose key it is makes no difference.
  private static let deviceKeys: [DeviceKey] = (0...UInt8(maximumDevices)).compactMap { number in
    DeviceKey(seed: Array(repeating: number + 1, count: DeviceKey.byteCount))
  }

  func build() throws {
    for _ in 0..<knobs.deviceCount { addDevice() }
    let creator = Self.deviceKeys[Self.maximumDevices]
    for index in 0..<2 {
      let space = SpaceIdentity.space(publicKey: creator.publicKey, nonce: bytes(16))
      hub.createSpace(space)
      adopt(space)
      for user in users {
        let everywhere: SpaceRole = index == 0 ? .editor : .none
        let role = roll(2, in: 3) ? SpaceRole.editor : roll(1, in: 3) ? .viewer : everywhere
        grant(role, to: user, in: space)
      }
    }
  }

  var users: [Text] { Set(devices.map(\.caller.user)).sorted() }

  /// One more device; now and then of a user who has one already.
  func addDevice() {
    let index = devices.count
    let key = Self.deviceKeys[index]
    let isSecond = index > 0 && roll(1, in: 4)
    let user = isSecond ? devices[index - 1].caller.user : Text("user\(index)")
    let alias = Text("local\(index)")
    let wall = WallClock(clock: clock, skew: knobs.skew.draw(using: &generator))
    let memory = MemoryDevice(
      MemoryDevice.Identity(replica: freshReplica(for: key.publicKey), user: user, key: key),
      planted: planted,
      fresh: { [unowned self] in self.freshReplica(for: key.publicKey) },
      wall: { wall.milliseconds })
    memory.place = freshPlace()
    memory.lease = MemoryLease()
    devices.append(
      VirtualDevice(
        index: index, memory: memory,
        caller: Caller(user: user, publicKey: key.publicKey, actors: [user, alias]),
        alias: alias, clock: wall, isNewer: index.isMultiple(of: 2)))
  }

  /// A place where no other directory lies: on the machine of another one, or on one of its own.
  func freshPlace(beside other: FileFingerprint? = nil) -> FileFingerprint {
    places += 1
    return FileFingerprint(
      machine: other?.machine ?? "machine \(places)", path: "/replica \(places)", inode: places)
  }

  /// A new id for the device with a key.
  private func freshReplica(for publicKey: [UInt8]) -> ReplicaID {
    let replica = ReplicaID(rawValue: identities.next())
    owners[replica] = publicKey
    if devices.contains(where: { $0.caller.publicKey == publicKey }) { reach(.newIdentity) }
    return replica
  }

  /// Prepares records and values of a space.
  func adopt(_ space: SpaceID) {
    spaces.append(space)
    values[space] = ValueSource(space: space)
    keys[space] = WorldSchema.records.map { record in
      RecordKey(
        record.kind,
        DerivedID.record(space: space, kind: record.kind, values: [.text(record.name)]))
    }
  }

  func grant(_ role: SpaceRole, to user: Text, in space: SpaceID) {
    roles[space, default: [:]][user] = role
    hub.grant(role, to: user, in: space)
  }
}
