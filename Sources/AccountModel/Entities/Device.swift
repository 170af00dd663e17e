package import SyncCore

/// A replica that is bound to a user and to the key that signs its changes.
package struct Device: Entity {
  package let id: RecordID
  /// The replica's id: 16 hexadecimal digits.
  package var replica = ""
  package var user = ""
  /// What people call the machine.
  package var name = ""
  /// The device's Ed25519 public key: 64 hexadecimal digits.
  package var publicKey = ""
  /// The user name that the device used before it was enrolled.
  package var localUser = ""

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Device>(
    "device", in: .library, label: "name", derivedFrom: ["replica"], isAdministered: true,
    [
      .init("replica", \.replica, policy: .first),
      .init("user", \.user, .user),
      .init("name", \.name),
      .init("publicKey", \.publicKey),
      .init("localUser", \.localUser, .user),
    ])
}
