internal import Foundation
internal import Synchronization

/// A TCP relay on loopback that can cut connections: a bad network for programs that are really running.
package final class CuttingProxy: Sendable {
  package enum Mode: Sendable {
    case pass
    /// The request arrives; the connection ends before the first byte of the answer gets through.
    case cutAnswers
    /// The connection ends after so many bytes of the request.
    case cutRequests(afterBytes: Int)
    /// The answer is replaced by these bytes.
    case answer([UInt8])
  }

  /// Connections that wait to be accepted: more than a test opens at once.
  private static let backlog: Int32 = 16
  private static let bufferBytes = 16 << 10

  package let port: UInt16
  private let listener: Int32
  private let upstream: UInt16
  private let mode = Mutex(Mode.pass)
  private let cuts = Mutex(0)

  /// Relays from a port that the system chooses to `upstream`, both on 127.0.0.1.
  package init(upstream: UInt16) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
    var address = Self.loopback(port: 0)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size)
      }
    }
    guard bound == 0, listen(descriptor, Self.backlog) == 0 else { throw POSIXError(.EADDRINUSE) }
    var length = size
    _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    self.upstream = upstream
    listener = descriptor
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in acceptAll() }
  }

  package func set(_ mode: Mode) { self.mode.withLock { $0 = mode } }

  /// How many connections were cut.
  package var cutCount: Int { cuts.withLock { $0 } }

  package func close() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      Thread.detachNewThread { [self] in relay(client) }
    }
    Glibc.close(listener)
  }

  private func relay(_ client: Int32) {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.loopback(port: upstream)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let connected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(server, $0, size)
      }
    }
    guard connected == 0 else {
      Glibc.close(server)
      Glibc.close(client)
      return
    }
    Thread.detachNewThread { [self] in
      pump(from: client, to: server) { bytes, passed in
        guard case .cutRequests(let limit) = mode.withLock({ $0 }) else { return bytes }
        return passed + bytes.count <= limit ? bytes : nil
      }
    }
    pump(from: server, to: client) { bytes, passed in
      switch mode.withLock({ $0 }) {
      case .pass, .cutRequests: bytes
      case .cutAnswers: nil
      case .answer(let replacement): passed == 0 ? replacement : []
      }
    }
    Glibc.close(server)
    Glibc.close(client)
  }

  /// Copies until either side ends or `filter` answers nil, which cuts both.
  private func pump(
    from source: Int32, to target: Int32, filter: (_ bytes: [UInt8], _ passed: Int) -> [UInt8]?
  ) {
    var buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
    var passed = 0
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(source, $0.baseAddress, $0.count, 0)
      }
      guard count > 0 else { break }
      guard let bytes = filter(Array(buffer.prefix(count)), passed) else {
        cuts.withLock { $0 += 1 }
        break
      }
      let sent = unsafe bytes.withUnsafeBytes {
        unsafe send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent == bytes.count else { break }
      passed += count
    }
    shutdown(source, Int32(SHUT_RDWR))
    shutdown(target, Int32(SHUT_RDWR))
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    return address
  }
}
