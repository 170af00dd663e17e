import SyncCore
import Testing

/// A kind with a field of every sort of property.
private struct Note: Entity {
  let id: RecordID
  var headline = ""
  var isPinned = false
  var weight: Number?
  var due: Day?
  var color = Color.plain
  var price = Price()
  var about: Reference?

  init(id: RecordID) { self.id = id }

  static let schema = Schema<Note>(
    "note", label: "headline",
    [
      SchemaField("headline", \.headline),
      SchemaField("isPinned", \.isPinned, policy: .anyTrue),
      SchemaField("weight", \.weight),
      SchemaField("due", \.due),
      SchemaField("color", \.color),
      SchemaField("price", \.price, policy: .reviewBase),
      SchemaField("about", \.about, .reference("account")),
    ])
}

private enum Color: String, ChoiceValue { case plain, amber }

private struct Price: GroupValue {
  var amount: Number?
  var currency = ""

  static let members = [
    GroupField<Price>("amount", \.amount), GroupField("currency", \.currency),
  ]
}

@Suite struct `An entity` {
  private static let id = RecordID(truncating: 1)

  private static var full: Note {
    var note = Note(id: id)
    note.headline = "Milk"
    note.isPinned = true
    note.weight = 12
    note.due = Day(milliseconds: 0)
    note.color = .amber
    note.price = Price(amount: 3, currency: "EUR")
    note.about = Reference(RecordKey("account", id))
    return note
  }

  @Test func `comes back from its values`() {
    #expect(Note(id: Self.id, values: Self.full.values) == Self.full)
    #expect(Note(id: Self.id, values: Note(id: Self.id).values) == Note(id: Self.id))
  }

  @Test func `keeps its defaults where values are absent`() {
    let note = Note(id: Self.id, values: ["headline": .text("Milk")])
    #expect(note.headline == "Milk")
    #expect(note.color == .plain && note.weight == nil && !note.isPinned)
  }

  @Test(
    arguments: [
      ("headline", .number(1)), ("isPinned", .text("yes")), ("weight", .text("12")),
      ("due", .number(1)), ("color", .text("violet")), ("color", .number(1)),
      ("price", .number(3)), ("about", .text("account/1")), ("unheard", .text("of")),
      ("weight", .unknown(tag: 99, payload: [1])),
    ] as [(Text, Value)])
  func `keeps its default where a newer program wrote another shape`(name: Text, value: Value) {
    #expect(Note(id: Self.id, values: [name: value]) == Note(id: Self.id))
  }

  @Test func `keeps the members of a group that it does not know apart`() {
    let value = Value.group(Group(["amount": .number(3), "rebate": .number(1)]))
    let note = Note(id: Self.id, values: ["price": value])
    #expect(note.price == Price(amount: 3, currency: ""))
  }

  @Test func `is described by its schema`() {
    let kind = Note.schema.description
    #expect(kind.name == "note" && kind.label == "headline" && kind.home == .account)
    #expect(
      kind.fields.map(\.name)
        == ["headline", "isPinned", "weight", "due", "color", "price", "about"])
    #expect(kind.field("isPinned")?.policy == .anyTrue)
    #expect(kind.field("headline")?.policy == .latest)
    #expect(kind.field("weight")?.type == .number)
    #expect(kind.field("color")?.type == .choice(["plain", "amber"]))
    #expect(kind.field("about")?.type == .reference("account"))
    #expect(kind.field("unheard") == nil)
  }

  @Test func `is addressed by its fields and by the members of its groups`() throws {
    let kind = Note.schema.description
    #expect(kind.address("due")?.member == nil)
    let address = try #require(kind.address("currency"))
    #expect(address.field.name == "price")
    #expect(address.member?.type == .text)
    #expect(kind.address("unheard") == nil)
  }

  @Test func `becomes a new record without what is null`() {
    var note = Note(id: Self.id)
    note.headline = "Milk"
    let record = NewRecord(note)
    #expect(record.kind == "note")
    #expect(record.values.keys.sorted() == ["color", "headline", "isPinned"])
  }
}
