internal import Foundation
package import SyncProtocol

/// The hub's HTTP interface as a device calls it.
package struct HubClient: Sendable {
  /// A request of 8 MB over a slow mobile link (1 Mbit/s) and the hub's work on it.
  private static let exchangeMilliseconds = 90_000
  /// The hub stores the largest push within a few seconds; more than this and it hangs.
  private static let silenceMilliseconds = 30_000
  /// What an error's or an enrolment's JSON can need, generously.
  private static let jsonBytes = 64 << 10

  private let door: HTTPDoor
  private let address: HubAddress

  /// Opens connections for as long as `body` runs; its exchanges may ask the hub to wait so long.
  package static func with<Result>(
    _ address: HubAddress, maximumWaitMilliseconds: UInt64 = 0,
    _ body: (HubClient) async throws -> Result
  ) async throws -> Result {
    let silence = silenceMilliseconds + Int(clamping: maximumWaitMilliseconds)
    return try await HTTPDoor.with(silenceInMilliseconds: silence) { door in
      try await body(HubClient(door: door, address: address))
    }
  }

  /// Redeems an invite.
  ///
  /// - Throws: ``SyncFailure``
  package func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentAnswer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let answer = try await send(
      path: HubPaths.enrol, body: Array(try encoder.encode(request)),
      headers: ["Content-Type": HubPaths.jsonType], waitMilliseconds: 0,
      maximumBytes: Self.jsonBytes)
    return try decoded(EnrolmentAnswer.self, answer)
  }

  /// Sends a sync frame, waits up to `waitMilliseconds` longer than usual, and returns the answer's.
  ///
  /// - Throws: ``SyncFailure``
  package func exchange(
    _ frame: [UInt8], session: SessionToken, waitMilliseconds: UInt64
  ) async throws -> [UInt8] {
    let answer = try await send(
      path: HubPaths.sync, body: frame,
      headers: [
        "Content-Type": HubPaths.frameType,
        "Authorization": HubPaths.tokenScheme + session.secret,
      ], waitMilliseconds: waitMilliseconds, maximumBytes: Limits.bodyBytes)
    guard answer.contentType.hasPrefix(HubPaths.frameType) else {
      throw notAHub("its answer is no sync frame, but \(answer.contentType)")
    }
    return answer.body
  }

  /// What the hub holds of the device's spaces.
  ///
  /// - Throws: ``SyncFailure``
  func state(_ request: StateRequest, session: SessionToken) async throws -> StateAnswer {
    try await ask(HubPaths.state, request, session)
  }

  /// Changes from the hub's archive.
  ///
  /// - Throws: ``SyncFailure``
  func history(_ request: HistoryRequest, session: SessionToken) async throws -> HistoryAnswer {
    try await ask(HubPaths.history, request, session)
  }

  private func ask<Answer: Decodable>(
    _ path: String, _ request: some Encodable, _ session: SessionToken
  ) async throws -> Answer {
    let answer = try await send(
      path: path, body: Array(try JSONEncoder().encode(request)),
      headers: [
        "Content-Type": HubPaths.jsonType,
        "Authorization": HubPaths.tokenScheme + session.secret,
      ], waitMilliseconds: 0, maximumBytes: Limits.bodyBytes)
    return try decoded(Answer.self, answer)
  }

  /// Which versions of the protocol the hub speaks.
  ///
  /// - Throws: ``SyncFailure``
  package func health() async throws -> HealthAnswer {
    let answer = try await send(
      path: HubPaths.health, body: nil, headers: [:], waitMilliseconds: 0,
      maximumBytes: Self.jsonBytes)
    return try decoded(HealthAnswer.self, answer)
  }

  private func send(
    path: String, body: [UInt8]?, headers: [String: String], waitMilliseconds: UInt64,
    maximumBytes: Int
  ) async throws -> HTTPDoor.Answer {
    let versioned = headers.merging(
      [HubPaths.versionHeader: String(ProtocolVersion.current)]) { $1 }
    do {
      let answer = try await door.exchange(
        HTTPDoor.Request(
          url: address.url + path, body: body, headers: versioned,
          timeoutInMilliseconds: Self.exchangeMilliseconds + Int(clamping: waitMilliseconds),
          maximumBytes: maximumBytes))
      guard answer.status == 200 else { throw refusal(answer) }
      return answer
    } catch let failure as HTTPDoor.Failure {
      switch failure {
      case .noConnection(let detail):
        throw SyncFailure.unreachable(url: address.url, detail: detail)
      case .timedOut:
        throw SyncFailure.unreachable(url: address.url, detail: "it does not answer in time")
      case .cutOff(let detail): throw SyncFailure.cutOff(url: address.url, detail: detail)
      case .garbage(let detail): throw notAHub(detail)
      }
    }
  }

  private func refusal(_ answer: HTTPDoor.Answer) -> SyncFailure {
    // A proxy's page in between is no error of the hub's: it does not decode.
    guard let known = try? JSONDecoder().decode(ErrorAnswer.self, from: Data(answer.body)) else {
      if answer.status == 429 || answer.status == 503 {
        return .overloaded(retryAfterSeconds: answer.retryAfterSeconds)
      }
      return notAHub("it answers with the status \(answer.status)")
    }
    let error = known.error
    switch answer.status {
    case 401: return .unauthorised
    case 403:
      let word = error.code.hasPrefix("invite_") ? String(error.code.dropFirst(7)) : ""
      return .refusedInvite(SyncFailure.InviteRefusal(rawValue: word) ?? .unknown)
    case 426:
      let range = error.protocol ?? .spoken
      return .versionNotSpoken(minimum: range.min, maximum: range.max)
    case 429, 503: return .overloaded(retryAfterSeconds: answer.retryAfterSeconds)
    case 507: return .hubDiskFull
    case 400, 413, 415: return .malformed(detail: error.message)
    case 500...599: return .hubFault(detail: error.message)
    default: return notAHub("it answers with the status \(answer.status): \(error.message)")
    }
  }

  private func decoded<Answer: Decodable>(
    _ type: Answer.Type, _ answer: HTTPDoor.Answer
  ) throws -> Answer {
    // Whatever is wrong with it, it is not what a hub answers.
    guard let decoded = try? JSONDecoder().decode(type, from: Data(answer.body)) else {
      throw notAHub("its answer is not the JSON that belongs here")
    }
    return decoded
  }

  private func notAHub(_ detail: String) -> SyncFailure {
    .notAHub(url: address.url, detail: detail)
  }
}
