import Glibc
import Synchronization

/// Whether this process's files reach the disk when SQLite asks for it.
///
/// The store opens a replica with `synchronous=FULL` alone. What an edit costs beside the wait for the
/// disk, as with `synchronous=NORMAL`, is measured by answering SQLite's calls at once.
enum SyncSwitch {
  fileprivate static let isOff = Atomic<Bool>(false)
  fileprivate static let answered = Atomic<Int>(0)

  fileprivate typealias Sync = @convention(c) (CInt) -> CInt
  /// The C library's own function: the next one of the name after this program's.
  fileprivate static let system: Sync? = {
    // RTLD_NEXT of dlfcn.h, a cast that Swift does not import.
    let next = unsafe UnsafeMutableRawPointer(bitPattern: -1)
    guard let found = unsafe dlsym(next, "fdatasync") else { return nil }
    return unsafe unsafeBitCast(found, to: Sync.self)
  }()

  /// Runs the body while nothing waits for the disk.
  ///
  /// Throws ``BenchFault`` where SQLite did not ask here: then it waited.
  static func withoutWaiting<Result>(_ body: () throws -> Result) throws -> Result {
    let before = answered.load(ordering: .relaxed)
    isOff.store(true, ordering: .relaxed)
    defer { isOff.store(false, ordering: .relaxed) }
    let result = try body()
    guard answered.load(ordering: .relaxed) > before else {
      throw BenchFault("SQLite calls another fdatasync than this program's")
    }
    return result
  }
}

/// Stands in this program before the C library's function of the same name.
@c(fdatasync)
public func answerDataSync(_ file: CInt) -> CInt {
  if SyncSwitch.isOff.load(ordering: .relaxed) {
    SyncSwitch.answered.add(1, ordering: .relaxed)
    return 0
  }
  return SyncSwitch.system?(file) ?? fsync(file)
}
