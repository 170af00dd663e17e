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
