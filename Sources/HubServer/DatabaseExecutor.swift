internal import Foundation

/// One thread's worth of work after the other, off the pool that serves connections.
///
/// SQLite blocks; a blocked thread of the cooperative pool would keep every other request waiting.
final class DatabaseExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "fieldbook.database", qos: .userInitiated)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
