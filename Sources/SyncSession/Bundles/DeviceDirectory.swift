package import SyncCore
package import SyncProtocol

/// The devices that a receiver of bundles knows, and those that its user vouches for.
package struct DeviceDirectory: Sendable {
  private var devices: [ReplicaID: KnownDevice] = [:]
  private var keys: Set<[UInt8]>
  private let trusted: Set<DeviceFingerprint>

  /// A directory of the receiver's own key, of the team's devices and of fingerprints that its user
  /// named.
  package init(
    own publicKey: [UInt8], devices: [ReplicaID: KnownDevice], trusted: Set<DeviceFingerprint> = []
  ) {
    self.devices = devices
    self.trusted = trusted
    keys = Set(devices.values.map(\.publicKey))
    keys.insert(publicKey)
  }

  func device(of replica: ReplicaID) -> KnownDevice? { devices[replica] }

  package func knows(_ publicKey: [UInt8]) -> Bool {
    keys.contains(publicKey) || trusted.contains(DeviceFingerprint(of: publicKey))
  }
}

/// One device of the team.
package struct KnownDevice: Hashable, Sendable {
  /// 32 bytes.
  package let publicKey: [UInt8]
  /// The names that may stand as author of its changes.
  package let actors: Set<Text>

  package init(publicKey: [UInt8], actors: Set<Text>) {
    self.publicKey = publicKey
    self.actors = actors
  }
}
