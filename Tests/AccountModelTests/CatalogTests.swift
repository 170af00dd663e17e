import AccountModel
import SyncCore
import Testing

/// An entity type under a name that a test report can print.
struct Entry: Sendable, CustomTestStringConvertible {
  let type: any Entity.Type
  var testDescription: String { "\(type)" }
}

@Suite struct `The catalog` {
  static let entries = catalog.map { Entry(type: $0) }

  @Test(arguments: entries)
  func `says of a kind whose new records bring others along that they do`(_ entry: Entry) {
    func check<Record: Entity>(_: Record.Type) {
      let edit = EntityEdit(
        before: nil, after: Record(id: RecordID(truncating: 1)), author: "anna",
        day: Day(milliseconds: 0))
      #expect(Record.companions(of: edit).isEmpty || !Record.companionFields.isEmpty)
    }
    check(entry.type)
  }

  @Test(arguments: entries)
  func `brings others along with writes of the fields alone that it names for it`(_ entry: Entry) {
    func check<Record: Entity>(_: Record.Type) {
      let names = Record.schema.fields.map(\.description.name)
      #expect(Record.companionFields.isSubset(of: names))
      let before = Record(id: RecordID(truncating: 1))
      for field in Record.schema.fields.map(\.description) {
        var values = before.values
        values[field.name] = sample(field.type, named: field.name)
        let edit = EntityEdit(
          before: before, after: Record(id: before.id, values: values), author: "anna",
          day: Day(milliseconds: 0))
        #expect(
          Record.companions(of: edit).isEmpty || Record.companionFields.contains(field.name))
      }
    }
    check(entry.type)
  }

  @Test(arguments: entries)
  func `declares each of its entities' stored properties as a field`(_ entry: Entry) {
    func check<Record: Entity>(_: Record.Type) {
      let mirror = Mirror(reflecting: Record(id: RecordID(truncating: 1)))
      let properties = mirror.children.compactMap(\.label).filter { $0 != "id" }
      let fields = Record.schema.fields.map(\.description.name.string)
      #expect(properties.sorted() == fields.sorted())
    }
    check(entry.type)
  }

  @Test(arguments: entries)
  func `gives every record back from its values as it was saved`(_ entry: Entry) {
    func check<Record: Entity>(_: Record.Type) {
      let id = RecordID(truncating: 7)
      let samples = Dictionary(
        uniqueKeysWithValues: Record.schema.fields.map {
          ($0.description.name, sample($0.description.type, named: $0.description.name))
        })
      let saved = Record(id: id, values: samples)
      #expect(saved.values == samples)
      #expect(Record(id: id, values: saved.values) == saved)
      let fresh = Record(id: id)
      #expect(Record(id: id, values: fresh.values) == fresh)
      for (name, value) in samples {
        #expect(fresh.values[name] != value, "\(name) is at its default, so nothing is shown")
      }
    }
    check(entry.type)
  }

  @Test(arguments: entries)
  func `keeps a default where a value has another shape`(_ entry: Entry) {
    func check<Record: Entity>(_: Record.Type) {
      let id = RecordID(truncating: 7)
      let strange = Value.unknown(tag: 99, payload: [1])
      let values = Record.schema.fields.map { ($0.description.name, strange) }
      #expect(Record(id: id, values: Dictionary(uniqueKeysWithValues: values)) == Record(id: id))
    }
    check(entry.type)
  }

  @Test(arguments: catalogDescriptions)
  func `names each field and group member of a kind once`(_ kind: KindDescription) {
    var names = kind.fields.map(\.name)
    for field in kind.fields {
      guard case .group(let members) = field.type else { continue }
      // A member may bear its own group's name: the name then addresses the member.
      names += members.map(\.name).filter { $0 != field.name }
    }
    #expect(Set(names).count == names.count)
    #expect(!names.contains { ["id", "space", Field.life].contains($0) })
  }

  @Test(arguments: catalogDescriptions)
  func `labels and derives by fields that the kind has`(_ kind: KindDescription) {
    #expect(kind.label.map { kind.field($0) != nil } ?? true)
    for name in kind.derivedFrom { #expect(kind.field(name)?.policy == .first) }
  }

  @Test(arguments: catalogDescriptions)
  func `leaves no policy to decide between edits of what is never edited`(_ kind: KindDescription) {
    if kind.isAppendOnly { #expect(kind.fields.allSatisfy { $0.policy == .first }) }
  }

  @Test(arguments: catalogDescriptions)
  func `lists words that can be typed`(_ kind: KindDescription) throws {
    for field in kind.fields {
      guard case .choice(let words) = field.type else { continue }
      for word in words { #expect(try field.type.parse(word.string) == .text(word)) }
    }
  }

  @Test func `names each kind once`() {
    let names = catalogDescriptions.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count == catalog.count)
  }

  @Test func `finds a kind by its name`() {
    #expect(kindDescription(named: "observation") == StakeholderObservation.schema.description)
    #expect(entityType(named: "action") == ActionItem.self)
    #expect(kindDescription(named: "nothing") == nil)
    #expect(entityType(named: "nothing") == nil)
  }

  @Test func `lets the hub alone write members and devices`() {
    let administered = catalogDescriptions.filter(\.isAdministered).map(\.name)
    #expect(administered == ["member", "device"])
  }

  /// A value of the shape that is not a field's default.
  private func sample(_ type: FieldType, named name: Text) -> Value {
    switch type {
    case .text, .email, .user: .text(Text("a \(name)"))
    case .position: .text("V")
    case .number: .number(Number(mantissa: 125, scale: 1) ?? 0)
    case .boolean: .boolean(name != "active")
    case .day: .day(Day(milliseconds: Int64(name.utf8.count) * Day.millisecondsPerDay))
    case .choice(let words): .text(words.last ?? name)
    case .reference(let kind):
      .reference(Reference(RecordKey(kind ?? name, RecordID(truncating: 5))))
    case .group(let members):
      .group(
        Group(
          Dictionary(
            uniqueKeysWithValues: members.map { ($0.name, sample($0.type, named: $0.name)) })))
    }
  }
}
