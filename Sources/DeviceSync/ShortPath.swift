internal import Foundation

/// A path that fits the 107 bytes that a Unix socket's address has room for.
///
/// A longer one is reached through an open descriptor of its directory, which the kernel shows
/// below `/proc/self/fd`; the descriptor stays open for as long as this value is used.
package final class ShortPath: Sendable {
  /// `sun_path` has 108 bytes, the last of them the closing zero.
  static let maximumBytes = 107

  /// The path to give to the system.
  package let path: String
  private let descriptor: Int32?

  /// - Throws: ``DeviceFileFault``
  package init(_ name: String, in directory: String) throws(DeviceFileFault) {
    let whole = "\(directory)/\(name)"
    guard whole.utf8.count > Self.maximumBytes else {
      path = whole
      descriptor = nil
      return
    }
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .failed(path: directory, detail: unsafe String(cString: strerror(errno)))
    }
    self.descriptor = descriptor
    path = "/proc/self/fd/\(descriptor)/\(name)"
  }

  deinit {
    if let descriptor { close(descriptor) }
  }
}
