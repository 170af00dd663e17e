internal import Foundation

/// A small file that its owner alone may read: written whole or not at all.
struct PrivateFile {
  private static let othersBits: mode_t = S_IRWXG | S_IRWXO
  private let path: String

  init(_ path: String) { self.path = path }

  /// The text of the file without the spaces and line breaks around it.
  func read() throws(DeviceFileFault) -> String {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw errno == ENOENT ? .missing(path: path) : failure(errno)
    }
    guard status.st_mode & Self.othersBits == 0 else {
      let mode = status.st_mode & (S_IRWXU | Self.othersBits)
      throw .tooOpen(path: path, mode: String(mode, radix: 8))
    }
    // Whatever keeps the bytes from being text, the file is not the one that was written.
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .damaged(path: path)
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Replaces the file; when this returns, the new one survives a power cut.
  func write(_ text: String) throws(DeviceFileFault) {
    let draft = "\(path).new"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe open(draft, flags, S_IRUSR | S_IWUSR)
    guard descriptor >= 0 else { throw failure(errno) }
    let bytes = Array("\(text)\n".utf8)
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
    }
    guard count == bytes.count, fchmod(descriptor, S_IRUSR | S_IWUSR) == 0, fsync(descriptor) == 0
    else {
      let code = errno
      close(descriptor)
      throw failure(code)
    }
    close(descriptor)
    guard unsafe rename(draft, path) == 0 else { throw failure(errno) }
    try syncDirectory()
  }

  /// The new name lasts only once the directory is on the disk.
  private func syncDirectory() throws(DeviceFileFault) {
    let directory = URL(filePath: path).deletingLastPathComponent().path
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(errno) }
  }

  private func failure(_ code: Int32) -> DeviceFileFault {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    default: .failed(path: path, detail: unsafe String(cString: strerror(code)))
    }
  }
}
