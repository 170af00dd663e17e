internal import GRDB

extension DatabaseQueue {
  /// Whether the caller runs inside a transaction of this queue.
  var isInsideTransaction: Bool { unsafeReentrantRead { $0.isInsideTransaction } }

  /// Runs `outermost` in a transaction of its own, or where the caller is inside one already, `inner`
  /// as a step of that, which an error takes back alone.
  ///
  /// `afterCommit` is called once the transaction is on disk.
  func step<Result>(
    _ inner: (Database) throws -> Result, outermost: (Database) throws -> Result,
    afterCommit: () -> Void = {}
  ) throws -> Result {
    if isInsideTransaction {
      return try unsafeReentrantWrite { database in
        var result: Result?
        try database.inSavepoint {
          result = try inner(database)
          return .commit
        }
        return try Self.set(result)
      }
    }
    let result = try write(outermost)
    afterCommit()
    return result
  }

  /// Reads in a transaction of its own, or inside the caller's.
  ///
  /// The library's own way tells SQLite before and after that nothing may be written, and each time SQLite
  /// prepares every statement anew. Here a body that writes is rolled back, and told.
  func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try unsafeReentrantRead { database in
      if database.isInsideTransaction { return try body(database) }
      var result: Result?
      let before = database.totalChangesCount
      try database.inTransaction(.deferred) {
        result = try body(database)
        return .rollback
      }
      guard database.totalChangesCount == before else {
        throw DatabaseError(resultCode: .SQLITE_READONLY, message: "a read wrote")
      }
      return try Self.set(result)
    }
  }

  private static func set<Result>(_ result: Result?) throws -> Result {
    guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
    return result
  }
}

/// What a body ended with, where what it did before an error is kept.
///
/// An error of the store is thrown at once: then nothing can be kept.
struct StepOutcome<Value> {
  private let result: Result<Value, any Error>

  init(_ body: () throws -> Value) throws {
    do {
      result = .success(try body())
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw error
    } catch {
      result = .failure(error)
    }
  }

  func get() throws -> Value { try result.get() }
}
