internal import Foundation

/// The right to write a replica: one process at a time, from open to close of its write connection.
///
/// An advisory lock of the kernel on a file of its own: it ends with the process, however that ends.
package final class WriteLock {
  private let descriptor: Int32

  /// Takes the lock, waiting for another process that holds it.
  ///
  /// - Parameter patience: how long to wait; nil tries once.
  /// - Throws: ``StoreError/busy(path:)`` where another process keeps it; ``StoreError/readOnly(path:)``.
  package init(path: String, patience: Duration?) throws {
    let flags = O_CREAT | O_RDWR | O_CLOEXEC
    descriptor = open(path, flags, S_IRUSR | S_IWUSR)
    guard descriptor >= 0 else {
      let error = errno
      if error == ENOSPC || error == EDQUOT { throw StoreError.diskFull(path: path) }
      throw error == EROFS || error == EACCES
        ? StoreError.readOnly(path: path)
        : StoreError.disk(path: path, detail: String(cString: strerror(error)))
    }
    let deadline = ContinuousClock.now + (patience ?? .zero)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < deadline else {
        close(descriptor)
        throw StoreError.busy(path: path)
      }
      usleep(Self.pauseInMicroseconds)
    }
  }

  deinit { close(descriptor) }

  /// How long to wait between two tries: short against a person's patience, long against a commit.
  private static let pauseInMicroseconds: UInt32 = 2_000
}
