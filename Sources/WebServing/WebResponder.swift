internal import Hummingbird
internal import NIOCore

/// Between the framework's requests and ours: bodies, limits, deadlines.
struct WebResponder: HTTPResponder {
  /// After an answer that ends the connection, the client gets a moment to read it.
  private static let farewellMilliseconds: Int64 = 500

  let routing: WebRouting
  let limits: WebLimits

  func respond(to request: Request, context: WebContext) async throws -> Response {
    let channel = context.channel
    // A client that does not read its answer would otherwise hold the connection for ever.
    let deadline = channel.eventLoop.scheduleTask(in: .seconds(Int64(limits.requestSeconds))) {
      channel.close(promise: nil)
    }
    let answer: WebAnswer
    do throws(WebFault) {
      let body = try await body(of: request)
      answer = await routing.answer(webRequest(request, body: body))
    } catch {
      answer = routing.answer(error)
      // What is still to come of the body is not read.
      _ = channel.eventLoop.scheduleTask(in: .milliseconds(Self.farewellMilliseconds)) {
        channel.close(promise: nil)
      }
    }
    return response(answer) { deadline.cancel() }
  }

  private func body(of request: Request) async throws(WebFault) -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > limits.bodyBytes
    {
      throw .bodyTooLarge(limit: limits.bodyBytes)
    }
    let limits = limits
    let body = request.body
    do {
      return try await withThrowingTaskGroup(of: [UInt8].self) { group in
        group.addTask { Array(try await body.collect(upTo: limits.bodyBytes).readableBytesView) }
        group.addTask {
          // The deadline of a body that trickles in; cancelled once the body is there.
          try await Task.sleep(for: .seconds(limits.bodySeconds))
          throw WebFault.bodyTooSlow
        }
        defer { group.cancelAll() }
        return try await group.next() ?? []
      }
    } catch let fault as WebFault {
      throw fault
    } catch is NIOTooManyBytesError {
      throw .bodyTooLarge(limit: limits.bodyBytes)
    } catch {
      throw .bodyCutOff
    }
  }

  private func webRequest(_ request: Request, body: [UInt8]) -> WebRequest {
    WebRequest(
      method: request.method.rawValue, path: request.uri.path,
      headers: Dictionary(
        request.headers.map { ($0.name.canonicalName, $0.value) },
        uniquingKeysWith: { "\($0), \($1)" }),
      body: body)
  }

  private func response(_ answer: WebAnswer, onEnd: @escaping @Sendable () -> Void) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = answer.contentType
    if let seconds = answer.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    if !answer.allowedMethods.isEmpty {
      headers[.allow] = answer.allowedMethods.joined(separator: ", ")
    }
    let body = ResponseBody(contentLength: answer.body.count) { writer in
      defer { onEnd() }
      try await writer.write(ByteBuffer(bytes: answer.body))
      try await writer.finish(nil)
    }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
  }
}

/// What the framework tells about a request beside the request itself.
struct WebContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}
