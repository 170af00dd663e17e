import Foundation
import HubServer
import SyncProtocol
import Testing
import WebServing

@Suite struct `A route` {
  @Test func `of health tells the versions that the hub speaks`() async throws {
    let world = try HubWorld()
    let answer = await world.hub.routing.answer(WebRequest(method: "GET", path: HubPaths.health))
    #expect(answer.status == 200)
    #expect(
      String(decoding: answer.body, as: UTF8.self)
        == #"{"protocol":{"max":1,"min":1},"status":"ok"}"#)
  }

  @Test func `that is not there, or has no such method, is an error in JSON`() async throws {
    let world = try HubWorld()
    #expect(await world.post("/v2/sync", []).code == "not_found")
    let answer = await world.hub.routing.answer(WebRequest(method: "GET", path: HubPaths.sync))
    #expect(answer.status == 405)
    #expect(answer.allowedMethods == ["POST"])
  }

  @Test(arguments: [[:], ["Authorization": "Bearer fbs_invented"], ["Authorization": "Basic eA=="]])
  func `of sync wants a session`(headers: [String: String]) async throws {
    let world = try HubWorld()
    let answer = await world.post(HubPaths.sync, frame, headers: headers)
    #expect(answer.status == 401)
    #expect(answer.code == "session_unknown")
  }

  @Test(arguments: ["0", "2", "x"])
  func `of sync answers plainly to another version`(version: String) async throws {
    let world = try HubWorld()
    let answer = await world.post(
      HubPaths.sync, frame, headers: [HubPaths.versionHeader: version])
    #expect(answer.status == 426)
    let error = try JSONDecoder().decode(ErrorAnswer.self, from: Data(answer.body)).error
    #expect(error.protocol == .spoken)
  }

  @Test func `of sync answers plainly to a frame of another version`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    var newer = frame
    newer[2] = 9
    await #expect(throws: Refused(status: 426, code: "version_not_spoken")) {
      try await world.exchange(newer, alice)
    }
  }

  @Test func `of sync refuses every frame that is cut off or damaged, and stays up`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    var frames = frame.indices.map { Array(frame[..<$0]) }
    frames.append(frame + [0])
    frames.append(Array("GET / HTTP/1.1".utf8))
    for damaged in frames {
      await #expect(throws: Refused(status: 400, code: "malformed_frame")) {
        try await world.exchange(damaged, alice)
      }
    }
    try await world.sync(alice)
  }

  private let frame = SyncRequest(
    listVersion: 0, cursors: .all([]), maximumBytes: Limits.defaultAnswerBytes
  ).encode()
}
