import GRDB
import GRDBSQLite
import Testing

@testable import SpaceStore

@Suite struct `A read of an open database` {
  private let queue: DatabaseQueue

  init() throws {
    queue = try DatabaseQueue()
    try queue.write { try $0.execute(sql: "CREATE TABLE thing (number INTEGER) STRICT") }
  }

  private func count() throws -> Int64? {
    try queue.reading { try $0.direct("SELECT count(*) FROM thing").first([]) { $0.integer(0) } }
  }

  @Test func `leaves every statement prepared`() throws {
    let sql = "INSERT INTO thing VALUES (?)"
    try queue.write { try $0.direct(sql).run([.integer(1)]) }
    #expect(try count() == 1)
    #expect(try count() == 1)
    let again = try queue.write { database in
      try database.direct(sql).run([.integer(2)])
      let handle = unsafe try database.cachedStatement(sql: sql).sqliteStatement
      return unsafe sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0)
    }
    #expect(again == 0)
  }

  @Test func `takes back what a body writes by mistake, and fails`() throws {
    #expect(throws: DatabaseError.self) {
      try queue.reading { try $0.direct("INSERT INTO thing VALUES (?)").run([.integer(1)]) }
    }
    #expect(try count() == 0)
  }

  @Test func `sees what its transaction wrote, and leaves it`() throws {
    try queue.write { database in
      try database.direct("INSERT INTO thing VALUES (?)").run([.integer(1)])
      #expect(try count() == 1)
    }
    #expect(try count() == 1)
  }

  @Test func `throws what its body throws, and can be used again`() throws {
    #expect(throws: StoreFault.noIdentity) {
      try queue.reading { _ in throw StoreFault.noIdentity }
    }
    #expect(try count() == 0)
  }
}
