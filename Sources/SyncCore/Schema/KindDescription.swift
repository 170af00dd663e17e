/// A kind of record as storage, protocol and command line see it, without its Swift type.
package struct KindDescription: Hashable, Sendable {
  package let name: Text
  /// The kind of space that holds its records.
  package let home: SpaceKind
  package let fields: [FieldDescription]
  /// The field whose text names a record for people.
  package let label: Text?
  /// The fields whose values derive the id, so that every replica creates the same record; empty for random ids.
  package let derivedFrom: [Text]
  /// Records that are appended and never edited; a correction is a new record.
  package let isAppendOnly: Bool
  /// Written by the hub alone.
  package let isAdministered: Bool

  package init(
    name: Text, home: SpaceKind, fields: [FieldDescription], label: Text?, derivedFrom: [Text],
    isAppendOnly: Bool, isAdministered: Bool
  ) {
    self.name = name
    self.home = home
    self.fields = fields
    self.label = label
    self.derivedFrom = derivedFrom
    self.isAppendOnly = isAppendOnly
    self.isAdministered = isAdministered
  }

  package func field(_ name: Text) -> FieldDescription? { fields.first { $0.name == name } }

  /// The field that orders the records by hand, if people order them.
  package var positionField: FieldDescription? { fields.first { $0.type == .position } }

  /// The fields whose records this kind's records belong to.
  package var parentFields: [FieldDescription] { fields.filter(\.isParent) }

  /// The field and the group member that a name addresses: the field itself, or a member of a group.
  ///
  /// Where a group and one of its own members share a name, the member is meant.
  package func address(_ name: Text) -> FieldAddress? {
    if let field = field(name) {
      guard case .group(let members) = field.type else {
        return FieldAddress(field: field, member: nil)
      }
      return FieldAddress(field: field, member: members.first { $0.name == name })
    }
    for field in fields {
      guard case .group(let members) = field.type else { continue }
      if let member = members.first(where: { $0.name == name }) {
        return FieldAddress(field: field, member: member)
      }
    }
    return nil
  }
}

/// One field: its name, its shape and who wins.
package struct FieldDescription: Hashable, Sendable {
  package let name: Text
  package let type: FieldType
  package let policy: Policy
  /// Whether the record that the field refers to is the one that this record belongs to: who
  /// deletes that one deletes this one with it.
  package let isParent: Bool

  package init(name: Text, type: FieldType, policy: Policy, isParent: Bool = false) {
    self.name = name
    self.type = type
    self.policy = policy
    self.isParent = isParent
  }
}

/// What a typed-in field name stands for.
package struct FieldAddress: Hashable, Sendable {
  package let field: FieldDescription
  /// The member of the field's group that was named, if one was.
  package let member: GroupMember?
}
