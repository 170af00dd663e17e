import AccountModel
import Foundation
import GRDB
import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@testable import SpaceStore

/// Single cells that are read and written leave the very rows that whole records would.
extension `A record's row` {
  @Test(arguments: catalogDescriptions)
  func `is the same whether cells are saved one by one or all at once`(
    kind: KindDescription
  ) throws {
    let (some, all) = (try queue(for: kind), try queue(for: kind))
    var generator = Seed(rawValue: 411).generator
    for _ in 0..<60 {
      let before = record(of: kind, using: &generator)
      let other = record(of: kind, using: &generator)
      var fields = (kind.fields.map(\.name) + [Field.life]).shuffled(using: &generator)
      fields = Array(fields.prefix(Int.random(in: 1...3, using: &generator)))
      let cells = Dictionary(
        uniqueKeysWithValues: fields.map { ($0, other.cells[$0] ?? Cell()) })
      var after = before
      for (field, cell) in cells { after.cells[field] = cell.isEmpty ? nil : cell }
      let expected = after
      try some.write { try ledger(kind, $0).save(before) }
      try some.write { database in
        let ledger = ledger(kind, database)
        for field in fields {
          let cell = try ledger.cell(before.key, field)
          #expect(cell == before.cells[field] ?? Cell())
        }
        try ledger.save(cells, of: before.key)
        let held = try ledger.record(before.key)
        #expect(held == expected)
      }
      try all.write { try ledger(kind, $0).save(expected) }
      let found = try some.read { try stored(kind, $0) }
      let wanted = try all.read { try stored(kind, $0) }
      #expect(found == wanted)
    }
  }

  /// A database in which every change is known that the records' cells name.
  private func queue(for kind: KindDescription) throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try queue.write { database in
      for migration in CoreTables.migrations { try database.execute(sql: migration) }
      try TableLayout(kind).prepare(in: database)
      let log = ChangeLog(space: space, database: database)
      for replica in UInt64(1)...4 {
        for sequence in UInt64(1)...9 {
          try log.insertHead(
            Dot(ReplicaID(rawValue: replica), sequence),
            stamp: Stamp(time: HybridTime(rawValue: sequence), actor: "a", clockOffset: 0),
            chain: nil, clock: nil)
        }
      }
    }
    return queue
  }

  private func ledger(_ kind: KindDescription, _ database: Database) -> SQLiteLedger {
    SQLiteLedger(space: space, database: database, catalog: StoreCatalog([kind]))
  }

  private func stored(
    _ kind: KindDescription, _ database: Database
  ) throws -> [[DatabaseValue]] {
    let tables = ["\"\(TableLayout(kind).table)\"", "sibling", "record_other"]
    return try tables.flatMap { table in
      try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2, 3, 4")
        .map { Array($0.databaseValues) }
    }
  }
}
