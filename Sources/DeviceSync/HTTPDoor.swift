internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One HTTP exchange with bodies in memory: the only door to the HTTP client.
package struct HTTPDoor: Sendable {
  /// A host of the same network answers within a second; a slow mobile link within a few.
  private static let connectSeconds: Int64 = 10

  private let client: HTTPClient

  /// Opens the door for as long as `body` runs.
  ///
  /// `silenceInMilliseconds` is how long a peer may take to begin its answer, and to go on with it.
  package static func with<Result>(
    silenceInMilliseconds: Int, _ body: (HTTPDoor) async throws -> Result
  ) async throws -> Result {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .seconds(connectSeconds)
    configuration.timeout.read = .milliseconds(Int64(silenceInMilliseconds))
    configuration.httpVersion = .http1Only
    // Who asks decides whether to try again; a refused connection is known at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
      try await body(HTTPDoor(client: client))
    }
  }

  package struct Request: Sendable {
    package let url: String
    /// Nil for a GET.
    package let body: [UInt8]?
    package let headers: [String: String]
    /// The time for the whole exchange.
    package let timeoutInMilliseconds: Int
    /// The longest answer that is read, in bytes.
    package let maximumBytes: Int

    package init(
      url: String, body: [UInt8]?, headers: [String: String], timeoutInMilliseconds: Int,
      maximumBytes: Int
    ) {
      self.url = url
      self.body = body
      self.headers = headers
      self.timeoutInMilliseconds = timeoutInMilliseconds
      self.maximumBytes = maximumBytes
    }
  }

  package struct Answer: Sendable {
    package let status: Int
    package let body: [UInt8]
    package let contentType: String
    package let retryAfterSeconds: Int?
  }

  /// What keeps an exchange from ending with an answer.
  package enum Failure: Error, Sendable {
    /// No connection was made.
    case noConnection(detail: String)
    /// The connection ended before the answer did.
    case cutOff(detail: String)
    /// The time ended before the answer did.
    case timedOut
    /// What answers does not speak HTTP, or too much of it.
    case garbage(detail: String)
  }

  /// The address of a path behind a Unix socket.
  package static func url(socket: String, path: String) -> String {
    URL(httpURLWithSocketPath: socket, uri: path)?.absoluteString ?? ""
  }

  /// Throws ``Failure``, `CancellationError`.
  package func exchange(_ request: Request) async throws -> Answer {
    var outgoing = HTTPClientRequest(url: request.url)
    outgoing.method = request.body == nil ? .GET : .POST
    for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
    if let body = request.body { outgoing.body = .bytes(body) }
    let timeout = TimeAmount.milliseconds(Int64(request.timeoutInMilliseconds))
    do {
      let answer = try await client.execute(outgoing, timeout: timeout)
      let body = try await answer.body.collect(upTo: request.maximumBytes)
      return Answer(
        status: Int(answer.status.code), body: Array(body.readableBytesView),
        contentType: answer.headers.first(name: "Content-Type") ?? "",
        retryAfterSeconds: answer.headers.first(name: "Retry-After").flatMap(Self.seconds))
    } catch {
      try Task.checkCancellation()
      throw Self.failure(error)
    }
  }

  /// No hub knows that it will be busy for longer than ten minutes.
  private static let longestWaitInSeconds = 600

  private static func seconds(_ text: String) -> Int? {
    Int(text).map { min(max($0, 0), longestWaitInSeconds) }
  }

  private static func failure(_ error: any Error) -> Failure {
    switch error {
    case let error as HTTPClientError where connecting.contains(error):
      .noConnection(detail: error.shortDescription)
    case let error as HTTPClientError where waiting.contains(error): .timedOut
    case let error as HTTPClientError: .cutOff(detail: error.shortDescription)
    case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
      .cutOff(detail: "the connection was reset")
    case let error as IOError:
      .noConnection(detail: unsafe String(cString: strerror(error.errnoCode)))
    case is ChannelError, HTTPParserError.invalidEOFState:
      .cutOff(detail: "it ended before the answer did")
    case is NIOTooManyBytesError: .garbage(detail: "its answer is too long")
    case let error as NIOConnectionError: .noConnection(detail: detail(of: error))
    default: .garbage(detail: "its answer is not HTTP (\(error))")
    }
  }

  private static let connecting: [HTTPClientError] = [
    .connectTimeout, .invalidURL, .emptyHost, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
  ]

  private static let waiting: [HTTPClientError] = [
    .readTimeout, .writeTimeout, .deadlineExceeded,
  ]

  private static func detail(of error: NIOConnectionError) -> String {
    if let failed = error.connectionErrors.first?.error as? IOError {
      return unsafe String(cString: strerror(failed.errnoCode))
    }
    let isUnknown = error.dnsAError != nil || error.dnsAAAAError != nil
    return isUnknown ? "the host \(error.host) is unknown" : "\(error)"
  }
}
