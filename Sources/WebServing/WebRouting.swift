/// Finds the route of a request and turns every fault into an answer; needs no socket.
package struct WebRouting: Sendable {
  private let routes: [WebRoute]
  private let answerTo: @Sendable (WebFault) -> WebAnswer

  /// - Parameters:
  ///   - routes: at most one for each method and path.
  ///   - answerTo: the answer to what no route answers.
  package init(_ routes: [WebRoute], answerTo: @escaping @Sendable (WebFault) -> WebAnswer) {
    self.routes = routes
    self.answerTo = answerTo
  }

  package func answer(_ request: WebRequest) async -> WebAnswer {
    let candidates = routes.filter { $0.path == request.path }
    guard !candidates.isEmpty else { return answer(.notFound(path: request.path)) }
    guard let route = candidates.first(where: { $0.method == request.method }) else {
      return answer(.wrongMethod(path: request.path, allowed: candidates.map(\.method)))
    }
    do {
      return try await route.answer(request)
    } catch {
      return answer(.failed(error))
    }
  }

  package func answer(_ fault: WebFault) -> WebAnswer { answerTo(fault) }
}
