import SyncCore
import Testing

@Suite struct `A record` {
  static func write(_ value: Value, _ field: Text = "name", over shown: [Dot] = []) -> Write {
    Write(.milk, field, supersedes: shown, value: value)
  }

  static func existence(over shown: [Dot] = []) -> Write {
    write(.boolean(true), Field.life, over: shown)
  }

  static func deletion(shown: [Dot], over life: [Dot]) -> Write {
    write(.deleted(shown: VersionVector(shown)), Field.life, over: life)
  }

  /// Alice creates the record with its name.
  static func created() -> Record {
    var record = Record(.milk)
    record.apply(Change(.alice(1), [existence(), write(.text("Milk"))]))
    return record
  }

  @Test func `takes from a change what addresses it`() {
    var record = Record(.milk)
    let other = Write(.bread, "name", supersedes: [], value: .text("Bread"))
    record.apply(Change(.alice(1), [Self.write(.text("Milk")), other]))
    #expect(record.cells.keys.sorted() == ["name"])
    #expect(record.cells["name"]?.siblings.map(\.value) == [.text("Milk")])
  }

  @Test func `is alive until somebody deletes it`() {
    #expect(Record(.milk).life == .alive)
    #expect(Self.created().life == .alive)
  }

  @Test func `is hidden where the deletion was shown everything`() {
    var record = Self.created()
    record.apply(
      Change(.bob(1), after: [.alice(1)], [Self.deletion(shown: [.alice(1)], over: [.alice(1)])]))
    #expect(record.life == .deleted)
  }

  @Test func `stays visible and flagged where an edit was concurrent with its deletion`() {
    var record = Self.created()
    record.apply(Change(.bob(1), [Self.deletion(shown: [.alice(1)], over: [.alice(1)])]))
    record.apply(Change(.alice(2), [Self.write(.text("Oat milk"), over: [.alice(1)])]))
    #expect(record.life == .contested(editedFields: ["name"]))
    record.apply(Change(.carol(1), [Self.write(.number(3), "amount")]))
    #expect(record.life == .contested(editedFields: ["amount", "name"]))
  }

  @Test func `is contested where one wrote its life while another deleted it`() {
    var record = Self.created()
    record.apply(Change(.bob(1), [Self.deletion(shown: [.alice(1)], over: [.alice(1)])]))
    record.apply(Change(.carol(1), [Self.existence(over: [.alice(1)])]))
    #expect(record.life == .contested(editedFields: []))
  }

  @Test func `comes back with all its values when it is restored`() {
    var record = Self.created()
    record.apply(Change(.bob(1), [Self.deletion(shown: [.alice(1)], over: [.alice(1)])]))
    record.apply(Change(.carol(1), [Self.existence(over: [.bob(1)])]))
    #expect(record.life == .alive)
    #expect(record.cells["name"]?.siblings.map(\.value) == [.text("Milk")])
  }

  @Test func `stays deleted when two delete it`() {
    var record = Self.created()
    record.apply(Change(.bob(1), [Self.deletion(shown: [.alice(1)], over: [.alice(1)])]))
    record.apply(Change(.carol(1), [Self.deletion(shown: [.alice(1)], over: [.alice(1)])]))
    #expect(record.life == .deleted)
  }

  @Test func `is hidden exactly where deletions cover every edit`() {
    // Every pair of edits, and every pair of deletions with every vector that they were shown.
    let vectors = (0..<9).map { VersionVector([.alice(UInt64($0 % 3)), .bob(UInt64($0 / 3))]) }
    let edits: [Dot] = [.alice(1), .alice(2), .bob(1), .bob(2)]
    for one in vectors {
      for other in vectors {
        for (name, amount) in edits.flatMap({ name in edits.map { (name, $0) } }) {
          let life = Cell([
            Sibling(dot: .carol(1), value: .deleted(shown: one)),
            Sibling(dot: .carol(2), value: .deleted(shown: other)),
          ])
          let cells: [Text: Cell] = [
            "name": Cell([Sibling(dot: name, value: .null)]),
            "amount": Cell([Sibling(dot: amount, value: .null)]),
          ]
          let record = Record(.milk, cells: cells.merging([Field.life: life]) { $1 })
          let isCovered = [name, amount].allSatisfy { one.contains($0) || other.contains($0) }
          #expect((record.life == .deleted) == isCovered)
        }
      }
    }
  }

  @Test func `joins field by field`() {
    let start = Self.created()
    var mine = start
    var theirs = start
    mine.apply(Change(.alice(2), [Self.write(.text("Oat milk"), over: [.alice(1)])]))
    theirs.apply(Change(.bob(1), [Self.write(.number(3), "amount")]))
    let mineApplied = VersionVector([.alice(2)])
    let theirsApplied = VersionVector([.alice(1), .bob(1)])
    let joined = mine.joined(with: theirs, applied: mineApplied, otherApplied: theirsApplied)
    #expect(
      joined == theirs.joined(with: mine, applied: theirsApplied, otherApplied: mineApplied))
    #expect(joined.cells["name"] == mine.cells["name"])
    #expect(joined.cells["amount"] == theirs.cells["amount"])
    #expect(joined.cells[Field.life] == start.cells[Field.life])
  }
}
