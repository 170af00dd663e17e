import GRDBSQLite
import SyncCore

/// SQLite through its C interface and nothing else: what the same work costs without this product.
@safe final class RawDatabase {
  private let handle: OpaquePointer

  /// As durable as the product's own replicas: write-ahead log, and with `isFull` a sync at each commit.
  init(path: String, isFull: Bool = true) throws {
    var opened: OpaquePointer?
    guard unsafe sqlite3_open(path, &opened) == SQLITE_OK, let handle = unsafe opened else {
      throw RawDatabaseFault(message: "cannot open \(path)")
    }
    unsafe self.handle = unsafe handle
    try execute("PRAGMA journal_mode = WAL")
    try execute("PRAGMA synchronous = \(isFull ? "FULL" : "NORMAL")")
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  func execute(_ sql: String) throws {
    let outcome = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard outcome == SQLITE_OK else { throw fault }
  }

  func prepare(_ sql: String) throws -> RawStatement {
    var prepared: OpaquePointer?
    let outcome = unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
    guard outcome == SQLITE_OK, let statement = unsafe prepared else { throw fault }
    return unsafe RawStatement(statement)
  }

  func integer(_ sql: String) throws -> Int64 {
    let statement = try prepare(sql)
    guard try statement.step() else { throw RawDatabaseFault(message: "no row: \(sql)") }
    return statement.integer(0)
  }

  /// The size of the file once all of its log is in it.
  func bytes() throws -> Int64 {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return try integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
  }

  /// The pages of a table with those of its indexes.
  func bytes(ofTable table: String) throws -> Int64 {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return try integer(
      """
      SELECT sum(pgsize) FROM dbstat WHERE name IN (
        SELECT name FROM sqlite_schema WHERE tbl_name = '\(table)')
      """)
  }

  private var fault: RawDatabaseFault {
    RawDatabaseFault(message: unsafe String(cString: sqlite3_errmsg(handle)))
  }
}

/// A prepared statement.
@safe final class RawStatement {
  private let handle: OpaquePointer
  /// Tells SQLite to copy the bytes: (sqlite3_destructor_type) -1 in its header.
  private static let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ handle: OpaquePointer) { unsafe self.handle = unsafe handle }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Runs a statement that gives no rows, with these values in its places.
  func run(_ values: [RawValue]) throws {
    for (index, value) in values.enumerated() { bind(value, at: Int32(index) + 1) }
    guard try !step() else { throw RawDatabaseFault(message: "unexpected row") }
    unsafe sqlite3_reset(handle)
  }

  /// Whether there is a row.
  func step() throws -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw RawDatabaseFault(message: "step failed with \(code)")
    }
  }

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  private func bind(_ value: RawValue, at place: Int32) {
    switch value {
    case .null: unsafe sqlite3_bind_null(handle, place)
    case .integer(let number): unsafe sqlite3_bind_int64(handle, place, number)
    case .text(let text):
      unsafe sqlite3_bind_text(handle, place, text, Int32(text.utf8.count), Self.transient)
    case .blob(let bytes):
      unsafe sqlite3_bind_blob(handle, place, bytes, Int32(bytes.count), Self.transient)
    }
  }
}

/// What a plain table stores.
enum RawValue {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
}

struct RawDatabaseFault: Error, CustomStringConvertible {
  let message: String
  var description: String { "raw SQLite: \(message)" }
}
