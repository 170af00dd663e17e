/// A request with its whole body, as a route sees it.
package struct WebRequest: Sendable {
  package let method: String
  /// Without the query.
  package let path: String
  /// By lower-case name; several headers of one name are joined by a comma.
  private let headers: [String: String]
  package let body: [UInt8]

  package init(method: String, path: String, headers: [String: String] = [:], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = Dictionary(
      headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { "\($0), \($1)" })
    self.body = body
  }

  package func header(_ name: String) -> String? { headers[name.lowercased()] }
}

/// An answer with its whole body.
package struct WebAnswer: Equatable, Sendable {
  package let status: Int
  package let contentType: String
  package let body: [UInt8]
  /// When to ask again, where the server cannot answer now.
  package let retryAfterSeconds: Int?
  /// The methods that the path has, where another one was asked for.
  package let allowedMethods: [String]

  package init(
    status: Int, contentType: String, body: [UInt8], retryAfterSeconds: Int? = nil,
    allowedMethods: [String] = []
  ) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.retryAfterSeconds = retryAfterSeconds
    self.allowedMethods = allowedMethods
  }
}

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
