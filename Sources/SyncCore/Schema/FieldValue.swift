/// A type whose values fit in one ``Value``.
package protocol FieldValue: Sendable, Equatable {
  static var fieldType: FieldType { get }
  var fieldValue: Value { get }
  /// The property's value, or nil where `value` has another shape.
  init?(fieldValue value: Value)
}

extension Optional: FieldValue where Wrapped: FieldValue {
  package static var fieldType: FieldType { Wrapped.fieldType }
  package var fieldValue: Value { map(\.fieldValue) ?? .null }
  package init?(fieldValue value: Value) {
    if value.isNull {
      self = .none
    } else if let wrapped = Wrapped(fieldValue: value) {
      self = wrapped
    } else {
      return nil
    }
  }
}

extension String: FieldValue {
  package static var fieldType: FieldType { .text }
  package var fieldValue: Value { utf8.isEmpty ? .null : .text(Text(self)) }
  package init?(fieldValue value: Value) {
    switch value {
    case .text(let text): self = text.string
    case .null: self = ""
    default: return nil
    }
  }
}

extension Bool: FieldValue {
  package static var fieldType: FieldType { .boolean }
  package var fieldValue: Value { .boolean(self) }
  package init?(fieldValue value: Value) {
    guard case .boolean(let flag) = value else { return nil }
    self = flag
  }
}

extension Number: FieldValue {
  package static var fieldType: FieldType { .number }
  package var fieldValue: Value { .number(self) }
  package init?(fieldValue value: Value) {
    guard case .number(let number) = value else { return nil }
    self = number
  }
}

extension Day: FieldValue {
  package static var fieldType: FieldType { .day }
  package var fieldValue: Value { .day(self) }
  package init?(fieldValue value: Value) {
    guard case .day(let day) = value else { return nil }
    self = day
  }
}

extension Reference: FieldValue {
  package static var fieldType: FieldType { .reference(nil) }
  package var fieldValue: Value { .reference(self) }
  package init?(fieldValue value: Value) {
    guard case .reference(let reference) = value else { return nil }
    self = reference
  }
}

/// A word of a fixed list; a word that this program does not know leaves the default in place.
package protocol ChoiceValue: FieldValue, CaseIterable, RawRepresentable where RawValue == String {}

extension ChoiceValue {
  package static var fieldType: FieldType { .choice(allCases.map { Text($0.rawValue) }) }
  package var fieldValue: Value { .text(Text(rawValue)) }
  package init?(fieldValue value: Value) {
    guard case .text(let text) = value else { return nil }
    self.init(rawValue: text.string)
  }
}

/// An atomic group as a Swift type: its members are declared as a schema's fields are.
package protocol GroupValue: FieldValue {
  init()
  static var members: [GroupField<Self>] { get }
}

/// One declared member of an atomic group.
package struct GroupField<Owner>: Sendable {
  package let description: GroupMember
  package let read: @Sendable (Owner) -> Value
  package let write: @Sendable (Value, inout Owner) -> Void

  package init<Member: FieldValue>(
    _ name: Text, _ path: any WritableKeyPath<Owner, Member> & Sendable, _ type: FieldType? = nil
  ) {
    description = GroupMember(name, type ?? Member.fieldType)
    read = { $0[keyPath: path].fieldValue }
    write = { value, owner in
      if let member = Member(fieldValue: value) { owner[keyPath: path] = member }
    }
  }
}

extension GroupValue {
  package static var fieldType: FieldType { .group(members.map(\.description)) }
  package var fieldValue: Value {
    let values = Self.members.map { ($0.description.name, $0.read(self)) }
    let group = Group(Dictionary(uniqueKeysWithValues: values))
    return group.members.isEmpty ? .null : .group(group)
  }
  package init?(fieldValue value: Value) {
    self.init()
    switch value {
    case .null: return
    case .group(let group):
      for member in Self.members { member.write(group[member.description.name], &self) }
    default: return nil
    }
  }
}
