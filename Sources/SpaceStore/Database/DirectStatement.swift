internal import GRDB
internal import GRDBSQLite

/// A statement that runs for each change or cell: its values go to SQLite as they are.
///
/// What the library does around a statement, for observers and for named and checked arguments, takes
/// several times as long as such a statement itself. It still prepares and keeps it.
@safe struct DirectStatement {
  private let statement: Statement
  private let database: Database
  private var handle: OpaquePointer { unsafe statement.sqliteStatement }

  /// Tells SQLite to copy what it is given: (sqlite3_destructor_type) -1 in its header.
  private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// `sql` has one place for each value, without names.
  init(_ sql: String, _ database: Database) throws {
    self.database = database
    statement = try database.cachedStatement(sql: sql)
  }

  /// Runs a statement that gives no rows, inside a transaction.
  func run(_ values: [ColumnValue]) throws {
    // SQLite itself ends a transaction after some errors: nothing may be written outside of one.
    guard database.isInsideTransaction else { throw error(SQLITE_ABORT) }
    defer { reset() }
    try bind(values)
    while try step() {}
  }

  /// What `read` makes of the first row; nil where there is none.
  func first<Result>(
    _ values: [ColumnValue], read: (DirectRow) throws -> Result
  ) throws -> Result? {
    defer { reset() }
    try bind(values)
    return try step() ? unsafe read(DirectRow(handle)) : nil
  }

  /// What `read` makes of each row; it may not run the same statement.
  func all<Result>(
    _ values: [ColumnValue], read: (DirectRow) throws -> Result
  ) throws -> [Result] {
    defer { reset() }
    try bind(values)
    var results: [Result] = []
    while try step() { results.append(try unsafe read(DirectRow(handle))) }
    return results
  }

  private func step() throws -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw error(code)
    }
  }

  /// Lets go of the row and of the copies of the values.
  private func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  private func bind(_ values: [ColumnValue]) throws {
    // The library may have left it in the middle of its rows.
    unsafe sqlite3_reset(handle)
    guard unsafe Int(sqlite3_bind_parameter_count(handle)) == values.count else {
      throw error(SQLITE_MISUSE)
    }
    for (index, value) in values.enumerated() {
      let code = bind(value, at: Int32(index) + 1)
      guard code == SQLITE_OK else { throw error(code) }
    }
  }

  private func bind(_ value: ColumnValue, at place: Int32) -> Int32 {
    switch value {
    case .null: return unsafe sqlite3_bind_null(handle, place)
    case .integer(let number): return unsafe sqlite3_bind_int64(handle, place, number)
    case .real(let number): return unsafe sqlite3_bind_double(handle, place, number)
    case .text(var text):
      return text.withUTF8 { bytes in
        // Without a single byte there may be no address, and that would mean NULL.
        guard !bytes.isEmpty, let start = bytes.baseAddress else {
          return unsafe sqlite3_bind_text(handle, place, "", 0, Self.copied)
        }
        return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          unsafe sqlite3_bind_text(handle, place, $0, Int32(bytes.count), Self.copied)
        }
      }
    case .blob(let bytes):
      if bytes.isEmpty { return unsafe sqlite3_bind_zeroblob(handle, place, 0) }
      return unsafe bytes.withUnsafeBytes {
        unsafe sqlite3_bind_blob(handle, place, $0.baseAddress, Int32($0.count), Self.copied)
      }
    }
  }

  private func error(_ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage,
      sql: statement.sql)
  }
}

/// The row that a statement stands at; not to be kept.
@safe struct DirectRow {
  private let handle: OpaquePointer

  fileprivate init(_ handle: OpaquePointer) { unsafe self.handle = unsafe handle }

  /// 0 where the column is NULL.
  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// Empty where the column is NULL.
  func text(_ column: Int32) -> String {
    guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Empty where the column is NULL.
  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  func bytesIfAny(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  func integerIfAny(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// The values of all columns from one on.
  func values(from first: Int32 = 0) -> [ColumnValue] {
    unsafe (first..<sqlite3_column_count(handle)).map(value)
  }

  private func value(_ column: Int32) -> ColumnValue {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: unsafe .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT: .text(text(column))
    default: .blob(bytes(column))
    }
  }
}

extension Database {
  /// See ``DirectStatement``.
  func direct(_ sql: String) throws -> DirectStatement { try DirectStatement(sql, self) }
}
