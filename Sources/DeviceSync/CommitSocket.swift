internal import Foundation

/// `sync.sock` in the replica's directory: a command that committed pokes it, a watcher wakes.
///
/// A poke is one empty datagram. Nobody depends on one: a watcher that misses it sends the changes
/// at its next exchange.
package enum CommitSocket {
  package static let name = "sync.sock"

  /// Tells a watcher, if there is one, that something was committed.
  ///
  /// Never waits, never fails.
  package static func poke(directory: String) {
    // Without a watcher there is no socket; then there is nobody to tell.
    guard let path = try? ShortPath(name, in: directory), let address = SocketAddress(path.path)
    else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | flags, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard address.connect(descriptor) else { return }
    _ = send(descriptor, nil, 0, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
  }

  /// Listens for pokes until the listener is closed.
  ///
  /// Where another watcher listens already, this one hears nothing and goes by its exchanges alone.
  static func listen(
    directory: String, onPoke: @escaping @Sendable () -> Void
  ) throws(DeviceFileFault) -> Listener {
    let path = try ShortPath(name, in: directory)
    guard let address = SocketAddress(path.path) else {
      throw .failed(path: path.path, detail: "the path is too long for a socket")
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | flags, 0)
    guard descriptor >= 0 else { throw failure(path.path) }
    if address.connect(descriptor) {
      close(descriptor)
      return Listener(path: nil, source: nil)
    }
    // Left over by a watcher that was killed: nobody answers behind it.
    unsafe unlink(path.path)
    guard address.bind(descriptor) else {
      let fault = failure(path.path)
      close(descriptor)
      throw fault
    }
    unsafe chmod(path.path, S_IRUSR | S_IWUSR)
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
    source.setEventHandler {
      drain(descriptor)
      onPoke()
    }
    source.setCancelHandler { close(descriptor) }
    source.resume()
    return Listener(path: path, source: source)
  }

  /// A watcher's end.
  final class Listener {
    private let path: ShortPath?
    private let source: (any DispatchSourceRead)?

    fileprivate init(path: ShortPath?, source: (any DispatchSourceRead)?) {
      self.path = path
      self.source = source
    }

    func close() {
      source?.cancel()
      if let path { unsafe unlink(path.path) }
    }
  }

  private static let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

  private static func drain(_ descriptor: Int32) {
    var byte: UInt8 = 0
    while unsafe recv(descriptor, &byte, 1, 0) >= 0 {}
  }

  private static func failure(_ path: String) -> DeviceFileFault {
    .failed(path: path, detail: unsafe String(cString: strerror(errno)))
  }
}

/// A Unix socket's address.
private struct SocketAddress {
  private var value = sockaddr_un()

  /// Nil where the path is too long.
  init?(_ path: String) {
    let bytes = Array(path.utf8)
    guard bytes.count <= ShortPath.maximumBytes else { return nil }
    value.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &value.sun_path) { unsafe $0.copyBytes(from: bytes) }
  }

  func connect(_ descriptor: Int32) -> Bool {
    unsafe call { unsafe Foundation.connect(descriptor, $0, $1) }
  }

  func bind(_ descriptor: Int32) -> Bool {
    unsafe call { unsafe Foundation.bind(descriptor, $0, $1) }
  }

  private func call(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Bool {
    unsafe withUnsafePointer(to: value) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
