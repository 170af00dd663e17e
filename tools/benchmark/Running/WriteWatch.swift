/// Tells whether anybody committed to a database since the watch began.
final class WriteWatch {
  private let database: RawDatabase
  private let before: Int64

  init(path: String) throws {
    database = try RawDatabase(path: path)
    before = try database.integer("PRAGMA data_version")
  }

  /// 0 where nobody did; SQLite counts at least one for any number of commits.
  func transactionsSince() throws -> Int64 {
    try database.integer("PRAGMA data_version") - before
  }
}
