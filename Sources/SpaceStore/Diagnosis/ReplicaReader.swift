internal import Foundation
internal import GRDB
package import SyncCore

/// A replica's database, a device's or a hub's, that is only looked at.
///
/// No lock is taken and nothing is written: a program that serves or edits the replica goes on.
package final class ReplicaReader {
  /// Whose database it is.
  package enum Owner: Hashable, Sendable {
    case device(ReplicaID, user: Text, name: Text)
    case hub(ReplicaID, team: Text)

    package var replica: ReplicaID {
      switch self {
      case .device(let replica, _, _), .hub(let replica, _): replica
      }
    }

    package var isHub: Bool { if case .hub = self { true } else { false } }
  }

  /// One space as the database lists it.
  package struct Space: Hashable, Sendable {
    package let id: SpaceID
    package let kind: SpaceKind
    /// On the hub the count of accepted changes, on a device how far it was pulled.
    package let hubSequence: UInt64
    /// On a device: whether the space waits for a fresh snapshot.
    package let isRecovering: Bool
  }

  package let path: String
  package let owner: Owner
  private let queue: DatabaseQueue
  let catalog: StoreCatalog
  /// The directory of a copy, which goes when the reader is closed.
  private let copy: String?

  private init(path: String, queue: DatabaseQueue, catalog: StoreCatalog, copy: String?) throws {
    self.path = path
    self.queue = queue
    self.catalog = catalog
    self.copy = copy
    owner = try queue.reading { try Self.owner(MetaTable(database: $0), path: path) }
  }

  /// Opens a database of this program's own where it lies.
  ///
  /// - Throws: ``StoreError``
  package static func open(path: String, catalog: StoreCatalog) throws -> ReplicaReader {
    do {
      let file = try ReplicaFile.open(path: path, mode: .read, layouts: catalog.layouts)
      return try ReplicaReader(path: path, queue: file.queue, catalog: catalog, copy: nil)
    } catch {
      throw StoreError.translated(error, path: path)
    }
  }

  /// Copies somebody's database aside and opens the copy: not a byte of the original changes, not
  /// even that it was looked at.
  ///
  /// - Throws: ``GivenFileFault``, ``StoreError``
  package static func open(copyOf path: String, catalog: StoreCatalog) throws -> ReplicaReader {
    try checkThatItIsFile(path)
    let directory = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask,
      appropriateFor: FileManager.default.temporaryDirectory, create: true
    ).path
    do {
      let target = "\(directory)/copy.sqlite"
      try DatabaseFiles(path: path).copy(to: target)
      let file = try ReplicaFile.open(path: target, mode: .write, layouts: catalog.layouts)
      return try ReplicaReader(path: path, queue: file.queue, catalog: catalog, copy: directory)
    } catch {
      // The copy's directory goes with the attempt; the system cleans what cannot be removed.
      try? FileManager.default.removeItem(atPath: directory)
      if let error = error as? CocoaError {
        throw error.code == .fileWriteOutOfSpace
          ? StoreError.diskFull(path: directory) : GivenFileFault.closed(path)
      }
      let translated = StoreError.translated(error, path: path)
      throw (translated as? StoreError).flatMap { GivenFileFault($0, path: path) } ?? translated
    }
  }

  /// A directory cannot be read, and a pipe would be waited at for ever.
  private static func checkThatItIsFile(_ path: String) throws {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    // Where nothing can be told about it, it is not there for this program.
    guard let facts = try? FileManager.default.attributesOfItem(atPath: target) else {
      throw GivenFileFault.missing(path)
    }
    guard facts[.type] as? FileAttributeType == .typeRegular else {
      throw GivenFileFault.notFile(path)
    }
  }

  package func close() throws {
    try queue.close()
    removeCopy()
  }

  /// Also where a reading failed, no copy of what customers said stays behind.
  deinit { removeCopy() }

  private func removeCopy() {
    // The system cleans what cannot be removed; after the first time nothing is there.
    if let copy { try? FileManager.default.removeItem(atPath: copy) }
  }

  private static func owner(_ meta: MetaTable, path: String) throws -> Owner {
    guard let replica = try meta.integer(.replica) else { throw StoreError.foreign(path: path) }
    let id = ReplicaID(column: replica)
    if let user = try meta.text(.user), let name = try meta.text(.deviceName) {
      return .device(id, user: Text(try meta.text(.teamUser) ?? user), name: Text(name))
    }
    return .hub(id, team: Text(try meta.text(.team) ?? ""))
  }

  package func spaces() throws -> [Space] {
    try reading { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT space, kind, max(hub_sequence, cursor), recovering FROM space
          ORDER BY ordinal IS NULL, ordinal, space
          """
      ).compactMap { row in
        guard let id = SpaceID(bytes: row[0] as Data),
          let kind = SpaceKind(rawValue: UInt8(clamping: row[1] as Int64))
        else { return nil }
        return Space(
          id: id, kind: kind, hubSequence: UInt64(row[2] as Int64),
          isRecovering: row[3] as Int64 != 0)
      }
    }
  }

  /// Runs `body` on one consistent state of one space.
  package func read<Result>(
    _ space: SpaceID, _ body: (SQLiteLedger) throws -> Result
  ) throws -> Result {
    try reading { try body(SQLiteLedger(space: space, database: $0, catalog: catalog)) }
  }

  func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try queue.reading(body)
    } catch let fault as GivenFileFault {
      throw fault
    } catch {
      throw fault(of: error)
    }
  }

  /// What an error in reading says of this database; a file that somebody gave may hold anything.
  private func fault(of error: any Error) -> any Error {
    let translated = StoreError.translated(error, path: path)
    var known = translated as? StoreError
    if let error = translated as? DatabaseError {
      let detail = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
      known = .damaged(path: path, detail: detail)
    }
    guard copy != nil else { return known ?? error }
    guard let known else { return GivenFileFault.unreadable(path) }
    return GivenFileFault(known, path: path) ?? known
  }
}

/// The files of one SQLite database that may be in use while it is copied.
private struct DatabaseFiles {
  /// How often a copy is begun anew because somebody wrote meanwhile.
  private static let tries = 5
  private static let log = "-wal"

  let path: String

  /// Copies the file and its log; what SQLite keeps in memory beside them it makes anew.
  func copy(to target: String) throws {
    for attempt in 1...Self.tries {
      let before = try state()
      try FileManager.default.copyItem(atPath: path, toPath: target)
      if FileManager.default.fileExists(atPath: path + Self.log) {
        try FileManager.default.copyItem(atPath: path + Self.log, toPath: target + Self.log)
      }
      if try state() == before { return }
      for suffix in ["", Self.log] where FileManager.default.fileExists(atPath: target + suffix) {
        try FileManager.default.removeItem(atPath: target + suffix)
      }
      if attempt == Self.tries { throw StoreError.busy(path: path) }
    }
  }

  /// What changes when somebody writes: size and time of both files.
  private func state() throws -> [[String]] {
    try ["", Self.log].map { suffix in
      guard FileManager.default.fileExists(atPath: path + suffix) else { return [] }
      let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
      return ["\(attributes[.size] ?? 0)", "\(attributes[.modificationDate] ?? 0)"]
    }
  }
}
