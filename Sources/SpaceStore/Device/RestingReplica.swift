internal import Foundation
internal import GRDB

/// A replica's file that stays open while others may write it.
///
/// Opening reads the whole schema, and the last one who closes moves the log into the file: a watcher
/// would do both several times for each change.
package final class RestingReplica {
  let file: ReplicaFile
  private let marks: Marks

  /// What shows that the file is still the one that is open, made for the same program.
  struct Marks: Equatable {
    let databaseNode: UInt64?
    let logNode: UInt64?
    let version: Int64?
    let catalog: String?

    init(_ file: ReplicaFile) throws {
      databaseNode = Self.node(of: file.path)
      logNode = Self.node(of: "\(file.path)-wal")
      (version, catalog) = try file.queue.reading {
        (
          try $0.direct("PRAGMA user_version").first([]) { $0.integer(0) },
          try ReplicaFile.knownCatalog($0)
        )
      }
    }

    private static func node(of path: String) -> UInt64? {
      var status = stat()
      return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }
  }

  /// `known` are the marks that were found when the lock was taken: nobody else changed them since, and
  /// an own write only by making a log.
  init(_ file: ReplicaFile, _ known: Marks?) throws {
    self.file = file
    let whole = known.flatMap { $0.logNode == nil ? nil : $0 }
    marks = try whole ?? Marks(file)
  }

  /// The marks, unless somebody put another file in its place, or prepared it for another program.
  var currentMarks: Marks? {
    // A file that cannot be read is opened anew, which says what is wrong with it.
    guard let found = try? Marks(file), found == marks else { return nil }
    return found
  }

  /// Closes the file as a writer does, who moves the log into it.
  package func close() throws {
    let directory = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
    // Who holds the lock closes after this one, and so moves the log.
    let lock = try? WriteLock(
      path: "\(directory)/\(DeviceStore.lockName)", patienceInMilliseconds: 0)
    try withExtendedLifetime(lock) { try file.queue.close() }
  }
}

extension DeviceStore {
  /// Lets others write, and keeps the file open; the store cannot be used afterwards.
  package func rest() throws -> RestingReplica {
    let resting = try RestingReplica(file, marks)
    letGo()
    return resting
  }

  /// Opens a file for writing that stayed open; nil where it has to be opened anew, then it is closed.
  ///
  /// Whatever others wrote meanwhile is looked at as after any opening: identity, clock, bindings.
  /// Throws ``StoreError``.
  package static func resume(
    _ resting: RestingReplica, directory: String, catalog: StoreCatalog,
    guardian: IdentityGuard? = nil, wall: @escaping @Sendable () -> Int64
  ) throws -> DeviceStore? {
    let lock = try writeLock(directory)
    guard let marks = resting.currentMarks else {
      // Another file lies there now: nothing of this one is wanted any more.
      try? resting.file.queue.close()
      return nil
    }
    let store = try DeviceStore(
      file: resting.file, catalog: catalog, guardian: guardian, wall: wall, lock: lock)
    store.marks = marks
    return store
  }
}
