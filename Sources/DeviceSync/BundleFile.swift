internal import Foundation
internal import SyncProtocol

/// What can be wrong with the file of a bundle.
package enum BundleFileFault: Error, Equatable, Sendable {
  case missing(path: String)
  /// A directory, or something else that is no file with bytes.
  case notFile(path: String)
  /// There is a file, and it is no bundle: it is not replaced.
  case taken(path: String)
  case diskFull(path: String)
  case failed(path: String, detail: String)

  fileprivate init(_ code: Int32, path: String) {
    self =
      switch code {
      case ENOENT: .missing(path: path)
      case ENOSPC, EDQUOT: .diskFull(path: path)
      default: .failed(path: path, detail: unsafe String(cString: strerror(code)))
      }
  }
}

/// A bundle's file, open for reading for as long as this lives.
package final class BundleFile: BundleSource {
  private let path: String
  private let descriptor: Int32
  private let size: UInt64

  /// - Throws: ``BundleFileFault``
  package init(path: String) throws(BundleFileFault) {
    self.path = path
    // Without waiting: a pipe that nobody writes to would keep the program here for ever.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw BundleFileFault(errno, path: path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notFile(path: path)
    }
    size = UInt64(clamping: status.st_size)
  }

  deinit { close(descriptor) }

  package func byteCount() -> UInt64 { size }

  package func bytes(at offset: UInt64, count: Int) throws -> [UInt8] {
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled,
          off_t(clamping: offset) + off_t(filled))
        if read < 0, errno == EINTR { continue }
        if read < 0 { failure = errno }
        guard read > 0 else { break }
        filled += read
      }
    }
    guard failure == 0 else { throw BundleFileFault(failure, path: path) }
    return bytes
  }
}

/// A bundle's file while it is written: under another name until it is whole.
package final class BundleFileDraft {
  private let path: String
  private let draft: String
  private var descriptor: Int32

  /// Begins a file that its owner alone may read; one that is there is replaced if it is a bundle.
  ///
  /// Throws ``BundleFileFault``
  package init(path: String) throws(BundleFileFault) {
    self.path = path
    draft = "\(path).new"
    try Self.check(path)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    descriptor = unsafe open(draft, flags, S_IRUSR | S_IWUSR)
    guard descriptor >= 0, fchmod(descriptor, S_IRUSR | S_IWUSR) == 0 else {
      throw BundleFileFault(errno, path: path)
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    _ = unsafe unlink(draft)
  }

  /// A file that something else wrote must not be lost by a slip of the keyboard.
  private static func check(_ path: String) throws(BundleFileFault) {
    do {
      let file = try BundleFile(path: path)
      let isBundle = try Bundle.hasMagic(file)
      guard file.byteCount() == 0 || isBundle else { throw BundleFileFault.taken(path: path) }
    } catch BundleFileFault.missing {
      return
    } catch let fault as BundleFileFault {
      throw fault
    } catch {
      throw .failed(path: path, detail: "\(error)")
    }
  }

  package func write(_ bytes: [UInt8]) throws(BundleFileFault) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Foundation.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw BundleFileFault(errno, path: path) }
      written += count
    }
  }

  /// Gives the file its name; when this returns, it survives a power cut.
  package func finish() throws(BundleFileFault) {
    guard fsync(descriptor) == 0, close(descriptor) == 0 else {
      throw BundleFileFault(errno, path: path)
    }
    descriptor = -1
    guard unsafe rename(draft, path) == 0 else { throw BundleFileFault(errno, path: path) }
    let directory = URL(filePath: path).deletingLastPathComponent().path
    let folder = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw BundleFileFault(errno, path: path) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw BundleFileFault(errno, path: path) }
  }
}
