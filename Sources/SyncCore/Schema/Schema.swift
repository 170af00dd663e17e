/// The fields of one kind of record, declared once; tables, wire, JSON, command line and merge follow.
package struct Schema<Record: Entity>: Sendable {
  package let kind: Text
  package let fields: [SchemaField<Record>]
  package let description: KindDescription

  /// - Parameters:
  ///   - kind: the name of the kind, never reused.
  ///   - home: the kind of space that holds the records.
  ///   - label: the field that names a record for people.
  ///   - derivedFrom: the fields whose values derive the id.
  ///   - isAppendOnly: records are never edited.
  ///   - isAdministered: records are written by the hub alone.
  ///   - fields: in the order in which they are shown.
  package init(
    _ kind: Text, in home: SpaceKind = .account, label: Text? = nil, derivedFrom: [Text] = [],
    isAppendOnly: Bool = false, isAdministered: Bool = false, _ fields: [SchemaField<Record>]
  ) {
    self.kind = kind
    self.fields = fields
    description = KindDescription(
      name: kind, home: home, fields: fields.map(\.description), label: label,
      derivedFrom: derivedFrom, isAppendOnly: isAppendOnly, isAdministered: isAdministered)
  }
}

/// One declared field: its description and the two ways between the property and a value.
package struct SchemaField<Record: Entity>: Sendable {
  package let description: FieldDescription
  package let read: @Sendable (Record) -> Value
  /// Sets the property; leaves it alone where the value has another shape.
  package let write: @Sendable (Value, inout Record) -> Void

  /// - Parameters:
  ///   - name: the field's name, never reused or retyped.
  ///   - path: the stored property.
  ///   - type: the shape, where the property's type alone does not say it.
  ///   - policy: who wins when two write concurrently.
  ///   - isParent: the record belongs to the one that the field refers to.
  package init<Member: FieldValue>(
    _ name: Text, _ path: any WritableKeyPath<Record, Member> & Sendable,
    _ type: FieldType? = nil, policy: Policy = .latest, isParent: Bool = false
  ) {
    description = FieldDescription(
      name: name, type: type ?? Member.fieldType, policy: policy, isParent: isParent)
    read = { $0[keyPath: path].fieldValue }
    write = { value, record in
      if let member = Member(fieldValue: value) { record[keyPath: path] = member }
    }
  }
}
