import AccountModel
import GRDB
import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@testable import SpaceStore

@Suite struct `A record's row` {
  let space: SpaceID

  init() throws {
    space = try #require(SpaceID(bytes: [UInt8](repeating: 8, count: SpaceID.byteCount)))
  }

  /// A record of a kind with a random mixture of single, contested, null, misfit and unknown cells.
  func record(of kind: KindDescription, using generator: inout SplitMix64)
    -> SyncCore.Record
  {
    var record = SyncCore.Record(RecordKey(kind.name, RecordID(truncating: generator.next())))
    let dots = (1...4).map { Dot(ReplicaID(rawValue: $0), generator.next() % 9 + 1) }
    let names = kind.fields.map { ($0.name, Optional($0.type)) } + [("fromTheFuture", nil)]
    for (name, type) in names {
      switch generator.next() % 7 {
      case 0: continue
      case 1:
        record.cells[name] = Cell(
          dots.prefix(2).map { Sibling(dot: $0, value: value(of: type, using: &generator)) })
      case 2:
        let base = Base(dot: dots[2], time: HybridTime(rawValue: 77), value: .text("before"))
        record.cells[name] = Cell([
          Sibling(dot: dots[1], value: value(of: type, using: &generator), base: base)
        ])
      case 3: record.cells[name] = Cell([Sibling(dot: dots[0], value: .null)])
      case 4:
        record.cells[name] = Cell([
          Sibling(dot: dots[3], value: .unknown(tag: 99, payload: [1, 2, 3]))
        ])
      case 5: record.cells[name] = text(dots, using: &generator)
      default:
        record.cells[name] = Cell([Sibling(dot: dots[0], value: value(of: type, using: &generator))]
        )
      }
    }
    let lives: [Value] = [.boolean(true), .deleted(shown: VersionVector(dots))]
    record.cells[Field.life] = Cell([
      Sibling(dot: dots[Int(generator.next() % 2)], value: lives[Int(generator.next() % 2)])
    ])
    return record
  }

  /// A long text with one or two live versions and, at times, a past.
  private func text(_ dots: [Dot], using generator: inout SplitMix64) -> Cell {
    let whole = Sibling(dot: dots[0], value: .prose(.whole("The pump house opens in May.")))
    if generator.next() % 3 == 0 { return Cell([whole]) }
    if generator.next() % 3 == 0 {
      // What came before it was released.
      return Cell([Sibling(dot: dots[2], value: whole.value, supersedes: [dots[0], dots[1]])])
    }
    let basis = Basis(dots: [dots[0]], base: nil)
    let revisions = ["The pump house opens in June.", "The pump house closes in May."].map {
      Prose.revision(of: Cell([whole]), basis: basis, text: $0)
    }
    let count = Int(generator.next() % 3)
    let live = zip(dots[1...], revisions).prefix(count).map { dot, value in
      Sibling(dot: dot, value: value, supersedes: [dots[0]])
    }
    let null = Sibling(dot: dots[3], value: .null)
    return Cell(live.isEmpty ? [null] : live, past: [whole])
  }

  private func value(of type: FieldType?, using generator: inout SplitMix64) -> Value {
    switch type {
    case .number: .number(Number(mantissa: Int64(generator.next() % 100_000), scale: 3) ?? 0)
    case .boolean: .boolean(generator.next() % 2 == 0)
    case .day: Day(daysSinceEpoch: Int(generator.next() % 20_000)).map(Value.day) ?? .null
    case .reference(let kind):
      .reference(
        Reference(RecordKey(kind ?? "account", RecordID(truncating: generator.next())), in: space))
    case .group(let members):
      .group(
        Group(
          Dictionary(
            uniqueKeysWithValues: members.map { ($0.name, value(of: $0.type, using: &generator)) }))
      )
    case .text, .email, .user, .choice, .position, nil: .text(Text("v\(generator.next() % 5)"))
    }
  }

  @Test(arguments: catalogDescriptions)
  func `gives every cell back as it was saved`(kind: KindDescription) throws {
    let queue = try DatabaseQueue()
    let layout = TableLayout(kind)
    var generator = Seed(rawValue: 2026).generator
    try queue.write { database in
      for migration in CoreTables.migrations { try database.execute(sql: migration) }
      try layout.prepare(in: database)
      let table = RecordTable(layout: layout, space: space, database: database)
      for _ in 0..<100 {
        let record = record(of: kind, using: &generator)
        try table.save(record) {
          Stamp(time: HybridTime(rawValue: $0.sequence), actor: "a", clockOffset: 0)
        }
        let loaded = try table.load(record.key.id).record
        #expect(loaded == record)
      }
      let count = try table.loadAll().count
      #expect(count == 100)
    }
  }

  @Test func `keeps siblings only while a cell is contested`() throws {
    let queue = try DatabaseQueue()
    let kind = try #require(catalogDescriptions.first { $0.name == Note.kind })
    let layout = TableLayout(kind)
    try queue.write { database in
      for migration in CoreTables.migrations { try database.execute(sql: migration) }
      try layout.prepare(in: database)
      let table = RecordTable(layout: layout, space: space, database: database)
      let field = kind.fields[0].name
      let one = Sibling(dot: Dot(ReplicaID(rawValue: 1), 1), value: .text("a"))
      let two = Sibling(dot: Dot(ReplicaID(rawValue: 2), 1), value: .text("b"))
      var record = SyncCore.Record(RecordKey(kind.name, RecordID(truncating: 1)))
      record.cells[field] = Cell([one, two])
      let stamp = { (_: Dot) in Stamp(time: .zero, actor: "a", clockOffset: 0) }
      try table.save(record, stamp: stamp)
      let contested = try Int.fetchOne(database, sql: "SELECT count(*) FROM sibling")
      #expect(contested == 1)
      record.cells[field] = Cell([one])
      try table.save(record, stamp: stamp)
      let settled = try Int.fetchOne(database, sql: "SELECT count(*) FROM sibling")
      #expect(settled == 0)
    }
  }

  @Test func `holds a text's only version in its column alone`() throws {
    let dots = (1...2).map { Dot(ReplicaID(rawValue: $0), 1) }
    for (text, supersedes) in [(Text("One.\n\nTwo."), [dots[0]]), ("", []), ("One.", [])] {
      let only = Sibling(dot: dots[1], value: .prose(.whole(text)), supersedes: supersedes)
      try saved(["body": Cell([only])]) { database, layout, record in
        let apart = try Int.fetchOne(database, sql: "SELECT count(*) FROM sibling")
        #expect(apart == 0)
        let column = try String.fetchOne(database, sql: "SELECT body FROM \"\(layout.table)\"")
        #expect(column == (text.utf8.isEmpty ? nil : text.string))
        let table = RecordTable(layout: layout, space: space, database: database)
        let loaded = try table.load(record.key.id).record
        #expect(loaded == record)
      }
    }
  }

  /// What the tables hold after one record was saved.
  private func saved(
    _ cells: [Text: Cell], _ body: (Database, TableLayout, SyncCore.Record) throws -> Void
  ) throws {
    let queue = try DatabaseQueue()
    let kind = try #require(catalogDescriptions.first { $0.name == Note.kind })
    let layout = TableLayout(kind)
    try queue.write { database in
      for migration in CoreTables.migrations { try database.execute(sql: migration) }
      try layout.prepare(in: database)
      let table = RecordTable(layout: layout, space: space, database: database)
      let record = SyncCore.Record(
        RecordKey(kind.name, RecordID(truncating: 1)), cells: cells)
      try table.save(record) { Stamp(time: .zero, actor: Text("\($0)"), clockOffset: 0) }
      try body(database, layout, record)
    }
  }

  private static let life = [
    Field.life: Cell([Sibling(dot: Dot(ReplicaID(rawValue: 1), 1), value: .boolean(true))])
  ]

  @Test func `shows the merged text of versions that fit together, and contests nothing`() throws {
    let first = Dot(ReplicaID(rawValue: 1), 1)
    let old = Sibling(dot: first, value: .prose(.whole("One.\n\nTwo.")))
    let texts = ["One!\n\nTwo.", "One.\n\nTwo?"].enumerated().map { index, text in
      Sibling(
        dot: Dot(ReplicaID(rawValue: UInt64(index + 2)), 1), value: .prose(.whole(Text(text))),
        supersedes: [first])
    }
    for count in 1...2 {
      let cell = Cell(Array(texts.prefix(count)), past: [old])
      try saved(Self.life.merging(["body": cell]) { $1 }) { database, layout, record in
        let body = try String.fetchOne(database, sql: "SELECT body FROM note")
        #expect(body == (count == 1 ? "One!\n\nTwo." : "One!\n\nTwo?"))
        let conflicts = try Int.fetchOne(database, sql: "SELECT conflicts FROM note")
        #expect(conflicts == 0)
        let contested = try Int.fetchOne(database, sql: "SELECT count(*) FROM contested")
        #expect(contested == count - 1)
        let table = RecordTable(layout: layout, space: space, database: database)
        let loaded = try table.load(record.key.id).record
        #expect(loaded == record)
      }
    }
  }

  @Test func `hides edits of a purged record and counts them as one thing to look at`() throws {
    let late = Sibling(dot: Dot(ReplicaID(rawValue: 1), 1), value: .text("late"))
    try saved(["body": Cell([late])]) { database, layout, record in
      #expect(record.life == .quarantined)
      let visible = try Int.fetchOne(database, sql: "SELECT count(*) FROM note")
      #expect(visible == 0)
      let row = try Row.fetchOne(
        database, sql: "SELECT _hidden, _conflicts FROM \(layout.table)")
      #expect(row?[0] == HiddenMark.quarantined.rawValue)
      #expect(row?[1] == 1)
    }
  }

  @Test(arguments: ["0.1", "480000.5", "-0.000000001", "999999999999999", "12.34", "0"])
  func `keeps decimal numbers exactly`(text: String) throws {
    let number = try #require(Number(text))
    #expect(Number(floatingPoint: number.floatingPoint) == number)
  }
}
