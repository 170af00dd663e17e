internal import Foundation
internal import GRDB

/// What can be wrong with a replica's database.
package enum StoreError: Error, Equatable, Sendable {
  /// There is no database at this path.
  case missing(path: String)
  /// A file is there already.
  case exists(path: String)
  /// The file is no database, or not one of this product.
  case foreign(path: String)
  /// The file's structure or content is damaged.
  case damaged(path: String, detail: String)
  /// A newer program wrote the database.
  case newer(path: String, version: Int, supported: Int)
  /// A newer program wrote fields that this one does not know into tables of its own.
  case newerContent(path: String, columns: [String])
  /// Another process has been writing for too long.
  case busy(path: String)
  /// The disk has no room; nothing was written.
  case diskFull(path: String)
  /// The disk or the file does not allow writing.
  case readOnly(path: String)
  /// The disk reported an error.
  case disk(path: String, detail: String)
  /// `synchronous=FULL` could not be set: commits would not survive a power cut.
  case notDurable(path: String)

  /// What is wrong where no file can be found at a path: it may be there, and out of reach.
  static func unreachable(_ path: String) -> StoreError {
    var status = stat()
    guard unsafe stat(path, &status) != 0 else {
      return disk(path: path, detail: "it came just now")
    }
    let code = errno
    if code == ENOENT || code == ENOTDIR { return missing(path: path) }
    return disk(path: path, detail: unsafe String(cString: strerror(code)))
  }

  /// The error of this product that `error` stands for; errors of other kinds pass through.
  static func translated(_ error: any Error, path: String) -> any Error {
    if case StoreFault.unreadableSegment(let space, let first) = error {
      let what = "the archived changes of the space \(space) from hub sequence \(first) on"
      return damaged(path: path, detail: "\(what) cannot be read")
    }
    guard let error = error as? DatabaseError else { return error }
    // The file beside the database that all connections share could not grow.
    if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return diskFull(path: path) }
    let detail = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: return diskFull(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: return readOnly(path: path)
    case .SQLITE_CORRUPT: return damaged(path: path, detail: detail)
    case .SQLITE_NOTADB: return foreign(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return busy(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_IOERR: return disk(path: path, detail: detail)
    default: return error
    }
  }
}
