internal import Foundation
internal import Logging
internal import SyncProtocol
package import WebServing

extension Hub {
  /// What devices may ask the hub for.
  package var routing: WebRouting {
    let enrol = EnrolHandler(hub: self)
    let sync = SyncHandler(hub: self)
    let state = StateHandler(hub: self)
    let history = HistoryHandler(hub: self)
    return WebRouting(
      [
        WebRoute("GET", HubPaths.health) { _ in
          try .json(200, HealthAnswer(status: "ok", versions: .spoken))
        },
        WebRoute("POST", HubPaths.enrol) { request in
          try .json(200, await enrol.answer(request.body))
        },
        WebRoute("POST", HubPaths.sync) { request in
          let answer = try await sync.answer(
            request.body, authorization: request.header("Authorization"),
            version: request.header(HubPaths.versionHeader))
          return WebAnswer(status: 200, contentType: HubPaths.frameType, body: answer)
        },
        WebRoute("POST", HubPaths.history) { request in
          let answer = try await history.answer(
            request.body, authorization: request.header("Authorization"))
          return try .json(200, answer)
        },
        WebRoute("POST", HubPaths.state) { request in
          let answer = try await state.answer(
            request.body, authorization: request.header("Authorization"))
          return try .json(200, answer)
        },
      ], answerTo: answer)
  }

  /// What administrators' commands ask a running hub for, over its socket.
  package var adminRouting: WebRouting {
    let administrator = Administrator(hub: self)
    return WebRouting(
      [
        WebRoute("POST", AdminCommand.path) { request in
          let command = try JSONDecoder().decode(AdminCommand.self, from: Data(request.body))
          return try .json(200, await administrator.carryOut(command))
        }
      ], answerTo: answer)
  }

  /// The limits of the hub's server.
  package static let limits = WebLimits(bodyBytes: Limits.bodyBytes)

  private func answer(_ fault: WebFault) -> WebAnswer {
    switch fault {
    case .notFound(let path):
      return .refusal(
        HubRefusal(
          404, "not_found", "There is nothing at \(path).", hint: "See protocol/http.md."))
    case .wrongMethod(let path, let allowed):
      return .refusal(
        HubRefusal(
          405, "wrong_method", "\(path) does not take this method.", hint: "See protocol/http.md."),
        allowedMethods: allowed)
    case .bodyTooLarge(let limit):
      return .refusal(
        HubRefusal(
          413, "too_large", "The body is longer than \(limit) bytes.",
          hint: "Push fewer changes at a time."))
    case .bodyTooSlow:
      return .refusal(
        HubRefusal(
          408, "too_slow", "The body did not arrive in time.",
          hint: "Sync again on a better line."))
    case .bodyCutOff:
      return .refusal(
        HubRefusal(400, "cut_off", "The body ended too early.", hint: "Send it again."))
    case .failed(let error):
      let refusal = HubRefusal(error)
      if refusal.status >= 500, refusal.retryAfterSeconds == nil {
        logger.error("a request failed", metadata: ["error": "\(error)"])
      } else {
        logger.info("a request was refused", metadata: ["code": "\(refusal.answer.error.code)"])
      }
      return .refusal(refusal)
    }
  }
}

extension WebAnswer {
  static func json(_ status: Int, _ value: some Encodable) throws -> WebAnswer {
    WebAnswer(status: status, contentType: HubPaths.jsonType, body: try encoded(value))
  }

  static func refusal(_ refusal: HubRefusal, allowedMethods: [String] = []) -> WebAnswer {
    // A few short texts always encode; an empty body would still carry the status.
    let body = (try? encoded(refusal.answer)) ?? []
    return WebAnswer(
      status: refusal.status, contentType: HubPaths.jsonType, body: body,
      retryAfterSeconds: refusal.retryAfterSeconds, allowedMethods: allowedMethods)
  }

  private static func encoded(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}
