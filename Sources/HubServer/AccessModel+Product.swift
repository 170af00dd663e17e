internal import AccountModel
package import SpaceStore
internal import SyncCore
internal import SyncProtocol

extension AccessModel {
  /// How the product's own records say who may do what.
  package static let product = AccessModel(
    accessKind: Access.kind,
    grant: { values in
      let access = Access(id: anyID, values: values)
      return access.user.isEmpty ? nil : (Text(access.user), SpaceRole(access.role))
    },
    accessRecord: { user, role in
      var access = Access(id: anyID)
      access.user = user.string
      access.role = Access.Role(role)
      return NewRecord(access)
    },
    deviceRecord: { replica, device in
      var record = Device(id: anyID)
      record.replica = replica.description
      record.user = device.user.string
      record.name = device.name.string
      record.publicKey = Hexadecimal.text(device.publicKey)
      record.localUser = device.localUser?.string ?? ""
      return NewRecord(record)
    },
    memberRecord: { user, role in
      var member = Member(id: anyID)
      member.user = user.string
      member.role = Member.Role(rawValue: role.string) ?? .seller
      return NewRecord(member)
    },
    manager: { values in
      let member = Member(id: anyID, values: values)
      return member.manager.isEmpty ? nil : Text(member.manager)
    })

  /// The records' ids are derived when they are written.
  private static let anyID = RecordID(truncating: 0)
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

extension Access.Role {
  init(_ role: SpaceRole) {
    self =
      switch role {
      case .none: .none
      case .viewer: .viewer
      case .editor: .editor
      case .manager: .manager
      }
  }
}
