import GRDB
import Testing

@testable import SpaceStore

@Suite struct `A statement that goes to SQLite directly` {
  private let queue: DatabaseQueue

  init() throws {
    queue = try DatabaseQueue()
    try queue.write { try $0.execute(sql: "CREATE TABLE thing (number INTEGER, value ANY) STRICT") }
  }

  private static let values: [ColumnValue] = [
    .null, .integer(0), .integer(.min), .integer(.max), .real(0.1), .real(-1e300), .text(""),
    .text("Kärnä \u{0} end"), .text(String(repeating: "x", count: 70_000)), .blob([]), .blob([0]),
    .blob([UInt8](repeating: 7, count: 70_000)),
  ]

  @Test(arguments: values)
  func `gives back each value as it was`(value: ColumnValue) throws {
    let found = try queue.write { database in
      try database.direct("INSERT INTO thing VALUES (?, ?)").run([.integer(1), value])
      return try database.direct("SELECT value FROM thing WHERE number = ?")
        .first([.integer(1)]) { $0.values()[0] }
    }
    #expect(found == value)
  }

  @Test func `gives all rows, the first one, or none`() throws {
    try queue.write { database in
      let insert = try database.direct("INSERT INTO thing VALUES (?, ?)")
      for number in 1...3 { try insert.run([.integer(Int64(number)), .null]) }
      let select = try database.direct("SELECT number FROM thing WHERE number > ? ORDER BY number")
      #expect(try select.all([.integer(1)]) { $0.integer(0) } == [2, 3])
      #expect(try select.first([.integer(2)]) { $0.integer(0) } == 3)
      #expect(try select.first([.integer(3)]) { $0.integer(0) } == nil)
    }
  }

  @Test func `writes nothing outside of a transaction`() throws {
    try queue.writeWithoutTransaction { database in
      let insert = try database.direct("INSERT INTO thing VALUES (?, ?)")
      #expect(throws: DatabaseError.self) { try insert.run([.null, .null]) }
      let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM thing")
      #expect(count == 0)
    }
  }

  @Test func `refuses another number of values than it has places`() throws {
    try queue.write { database in
      let statement = try database.direct("INSERT INTO thing VALUES (?, ?)")
      #expect(throws: DatabaseError.self) { try statement.run([.null]) }
      #expect(throws: DatabaseError.self) { try statement.run([.null, .null, .null]) }
      try statement.run([.null, .null])
    }
  }

  @Test func `can be used again after it failed`() throws {
    try queue.write { database in
      let statement = try database.direct("INSERT INTO thing VALUES (?, ?)")
      #expect(throws: DatabaseError.self) { try statement.run([.text("no number"), .null]) }
      try statement.run([.integer(1), .null])
      let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM thing")
      #expect(count == 1)
    }
  }
}
