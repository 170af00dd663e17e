package import SyncCore
package import SyncProtocol

/// How the hub reads and writes what records say about people: the store itself knows no kind.
package struct AccessModel: Sendable {
  /// The kind whose records give users their roles in the space that holds them.
  package let accessKind: Text
  /// The user and the role that an access record gives; nil for a record that names nobody.
  package let grant: @Sendable (_ values: [Text: Value]) -> (user: Text, role: SpaceRole)?
  /// The access record that gives a user a role.
  package let accessRecord: @Sendable (_ user: Text, _ role: SpaceRole) -> NewRecord
  /// The library's record of a replica and the device and user that write with it.
  package let deviceRecord: @Sendable (_ replica: ReplicaID, _ device: EnrolledDevice) -> NewRecord
  /// The library's record of a user.
  package let memberRecord: @Sendable (_ user: Text, _ role: Text) -> NewRecord
  /// Who besides its creator manages a new space: the creator's manager, as the member record says.
  package let manager: @Sendable (_ member: [Text: Value]) -> Text?

  package init(
    accessKind: Text,
    grant: @escaping @Sendable (_ values: [Text: Value]) -> (user: Text, role: SpaceRole)?,
    accessRecord: @escaping @Sendable (_ user: Text, _ role: SpaceRole) -> NewRecord,
    deviceRecord: @escaping @Sendable (_ replica: ReplicaID, _ device: EnrolledDevice) -> NewRecord,
    memberRecord: @escaping @Sendable (_ user: Text, _ role: Text) -> NewRecord,
    manager: @escaping @Sendable (_ member: [Text: Value]) -> Text?
  ) {
    self.accessKind = accessKind
    self.grant = grant
    self.accessRecord = accessRecord
    self.deviceRecord = deviceRecord
    self.memberRecord = memberRecord
    self.manager = manager
  }
}

/// A device that took part in an enrolment.
package struct EnrolledDevice: Hashable, Sendable {
  /// 32 bytes.
  package let publicKey: [UInt8]
  package let user: Text
  package let name: Text
  /// The name under which the device's user wrote before the enrolment, where it differs.
  package let localUser: Text?

  package init(publicKey: [UInt8], user: Text, name: Text, localUser: Text?) {
    self.publicKey = publicKey
    self.user = user
    self.name = name
    self.localUser = localUser
  }

  /// The names that may stand as author of the device's changes.
  package var actors: Set<Text> { Set([user, localUser].compactMap { $0 }) }
}
