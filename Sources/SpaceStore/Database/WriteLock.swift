internal import Foundation

/// The right to write a replica: one process at a time, from open to close of its write connection.
///
/// An advisory lock of the kernel on a file of its own: it ends with the process, however that ends.
package final class WriteLock {
  /// How long to wait between two tries: short against a person's patience, long against a commit.
  private static let pauseInMilliseconds = 2
  private static let microsecondsPerMillisecond: UInt32 = 1_000

  private let descriptor: Int32

  /// Takes the lock, waiting for another process that holds it.
  ///
  /// Throws ``StoreError/busy(path:)`` where another process keeps it, or what keeps the file from
  /// being made. A patience of 0 milliseconds tries once.
  package init(path: String, patienceInMilliseconds: Int) throws {
    let flags = O_CREAT | O_RDWR | O_CLOEXEC
    descriptor = unsafe open(path, flags, S_IRUSR | S_IWUSR)
    guard descriptor >= 0 else { throw Self.openError(errno, path: path) }
    var triesLeft = patienceInMilliseconds / Self.pauseInMilliseconds
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard triesLeft > 0 else {
        close(descriptor)
        throw StoreError.busy(path: path)
      }
      triesLeft -= 1
      usleep(UInt32(Self.pauseInMilliseconds) * Self.microsecondsPerMillisecond)
    }
  }

  deinit { close(descriptor) }

  private static func openError(_ code: Int32, path: String) -> StoreError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case EROFS, EACCES, EPERM: .readOnly(path: path)
    case ENOENT, ENOTDIR: .missing(path: path)
    default: .disk(path: path, detail: unsafe String(cString: strerror(code)))
    }
  }
}
