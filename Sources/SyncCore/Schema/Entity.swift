/// A kind of record as Swift sees it: stored properties with defaults, and one schema that declares them.
///
/// Every property has a default, so that a record of an older program, or a value of a shape that
/// this program does not know, leaves the default in place.
package protocol Entity: Equatable, Sendable {
  var id: RecordID { get }
  /// A record with every field at its default.
  init(id: RecordID)
  /// The one place where the fields are declared.
  static var schema: Schema<Self> { get }
  /// The records that go into the same change as an edit of this one; none for most kinds.
  static func companions(of edit: EntityEdit<Self>) -> [NewRecord]
  /// The fields of which a write may bring companions along, as a new record may; without any
  /// ``companions(of:)`` never answers one.
  static var companionFields: Set<Text> { get }
}

extension Entity {
  package static func companions(of edit: EntityEdit<Self>) -> [NewRecord] { [] }
  package static var companionFields: Set<Text> { [] }

  package static var kind: Text { schema.kind }

  /// The record with the given fields set; names and shapes that this program does not know are left out.
  package init(id: RecordID, values: [Text: Value]) {
    self.init(id: id)
    for field in Self.schema.fields {
      if let value = values[field.description.name] { field.write(value, &self) }
    }
  }

  /// The values of all fields, those at null included.
  package var values: [Text: Value] {
    Dictionary(
      uniqueKeysWithValues: Self.schema.fields.map { ($0.description.name, $0.read(self)) })
  }
}

/// An edit that is about to be written: the record before it, if there was one, and after it.
package struct EntityEdit<Record: Entity>: Sendable {
  package let before: Record?
  package let after: Record
  package let author: Text
  package let day: Day

  package init(before: Record?, after: Record, author: Text, day: Day) {
    self.before = before
    self.after = after
    self.author = author
    self.day = day
  }
}

/// A record that is about to be created: its kind and its fields that are not null.
package struct NewRecord: Hashable, Sendable {
  package let kind: Text
  package let values: [Text: Value]

  package init(kind: Text, values: [Text: Value]) {
    self.kind = kind
    self.values = values.filter { !$0.value.isNull }
  }

  /// All fields of an entity that are not null; its id is given when it is written.
  package init(_ entity: some Entity) {
    self.init(kind: type(of: entity).kind, values: entity.values)
  }
}
