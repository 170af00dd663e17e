/// One method of one path, and what answers it.
package struct WebRoute: Sendable {
  package let method: String
  /// Compared as a whole.
  package let path: String
  package let answer: @Sendable (WebRequest) async throws -> WebAnswer

  package init(
    _ method: String, _ path: String,
    answer: @escaping @Sendable (WebRequest) async throws -> WebAnswer
  ) {
    self.method = method
    self.path = path
    self.answer = answer
  }
}

/// What goes wrong before or beside a route.
package enum WebFault: Error, Sendable {
  case notFound(path: String)
  case wrongMethod(path: String, allowed: [String])
  /// The body is longer than the limit, in bytes.
  case bodyTooLarge(limit: Int)
  /// The body did not arrive in time.
  case bodyTooSlow
  /// The connection ended before the body did.
  case bodyCutOff
  /// The route threw an error.
  case failed(any Error)
}
