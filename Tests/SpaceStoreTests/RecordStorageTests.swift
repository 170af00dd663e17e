import AccountModel
import GRDB
import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@testable import SpaceStore

@Suite struct `A record's row` {
  private let space: SpaceID

  init() throws {
    space = try #require(SpaceID(bytes: [UInt8](repeating: 8, count: SpaceID.byteCount)))
  }

  /// A record of a kind with a random mixture of single, contested, null, misfit and unknown cells.
  private func record(of kind: KindDescription, using generator: inout SplitMix64)
    -> SyncCore.Record
  {
    var record = SyncCore.Record(RecordKey(kind.name, RecordID(truncating: generator.next())))
    let dots = (1...4).map { Dot(ReplicaID(rawValue: $0), generator.next() % 9 + 1) }
    let names = kind.fields.map { ($0.name, Optional($0.type)) } + [("fromTheFuture", nil)]
    for (name, type) in names {
      switch generator.next() % 6 {
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
    case .text, .email, .user, .choice, nil: .text(Text("v\(generator.next() % 5)"))
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
        let loaded = try table.load(record.key.id)
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

  @Test(arguments: ["0.1", "480000.5", "-0.000000001", "999999999999999", "12.34", "0"])
  func `keeps decimal numbers exactly`(text: String) throws {
    let number = try #require(Number(text))
    #expect(Number(floatingPoint: number.floatingPoint) == number)
  }
}
