/// The system did not let a server listen, or go on.
package struct SocketFault: Error, Equatable, Sendable {
  /// The system's number of the error, such as `EADDRINUSE`.
  package let systemCode: Int32
}
