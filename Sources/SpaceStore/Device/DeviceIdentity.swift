package import SyncCore
package import SyncProtocol

/// Who a device's replica is.
package struct DeviceIdentity: Hashable, Sendable {
  package let replica: ReplicaID
  /// The name under which changes are written: the team's once enrolled, else the one given at `init`.
  package let user: Text
  package let deviceName: Text
  /// The device's public key, 32 bytes.
  package let publicKey: [UInt8]

  package init(replica: ReplicaID, user: Text, deviceName: Text, publicKey: [UInt8]) {
    self.replica = replica
    self.user = user
    self.deviceName = deviceName
    self.publicKey = publicKey
  }
}

/// What a device knows of its hub.
package struct HubAcquaintance: Hashable, Sendable {
  package let url: String
  package let lineage: UInt64
  package let team: String

  package init(url: String, lineage: UInt64, team: String) {
    self.url = url
    self.lineage = lineage
    self.team = team
  }
}

/// One space as the command line lists it.
package struct LocalSpace: Hashable, Sendable {
  package let id: SpaceID
  package let kind: SpaceKind
  package let role: SpaceRole
  /// Whether the hub knows the space.
  package let isShared: Bool
  /// Own changes that the hub has not accepted.
  package let unsent: UInt64
  /// Why the hub did not take the last push, if it did not.
  package let refusal: Refusal?
  /// Whether the space waits for a snapshot because its history differs from the hub's.
  package let isRecovering: Bool
}
