/// What a peer may take of the server: sizes in bytes, times in seconds.
package struct WebLimits: Sendable {
  package var bodyBytes: Int
  /// All headers together: a token, a few types and what proxies add.
  package var headerBytes = 16 << 10
  package var headerCount = 64
  /// How long a connection may be silent, also while it sends its headers.
  package var idleSeconds = 60
  /// How long a body may take in all, however steadily it drips.
  package var bodySeconds = 60
  /// How long a request may take in all, with the longest hold and a slow reader: then it is cut.
  package var requestSeconds = 180
  package var connections = 1_024

  package init(bodyBytes: Int) { self.bodyBytes = bodyBytes }
}

/// Where a server listens.
package enum WebAddress: Sendable {
  /// Port 0 lets the system choose.
  case tcp(host: String, port: Int)
  case unixSocket(path: String)
}
