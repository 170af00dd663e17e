internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Making a key takes longer than a step; whose key it is makes no difference.
  private static let deviceKeys: [DeviceKey] = (1...8).compactMap { number in
    DeviceKey(seed: Array(repeating: UInt8(number), count: DeviceKey.byteCount))
  }

  func build() throws {
    for _ in 0..<plan.deviceCount { addDevice() }
    let creator = Self.deviceKeys[Self.deviceKeys.count - 1]
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
    let isSecond = index > 0 && roll(1, in: 4)
    let user = isSecond ? devices[index - 1].caller.user : Text("user\(index)")
    devices.append(
      VirtualDevice(
        index: index, user: user, replica: ReplicaID(rawValue: generator.next()),
        key: Self.deviceKeys[index], skew: plan.skew.draw(using: &generator), clock: clock,
        planted: planted))
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
