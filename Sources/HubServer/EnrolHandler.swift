internal import Foundation
internal import Logging
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol

/// Redeems invites: `POST /v1/enroll`.
struct EnrolHandler: Sendable {
  private let hub: Hub

  init(hub: Hub) { self.hub = hub }

  /// - Throws: ``HubRefusal``, `InviteFault`, `StoreError`
  func answer(_ body: [UInt8]) async throws -> EnrolmentAnswer {
    let request = try Self.decoded(body)
    guard let key = Hexadecimal.bytes(request.publicKey), key.count == DeviceKey.byteCount else {
      throw HubRefusal.malformed(
        "The public key is not \(2 * DeviceKey.byteCount) hexadecimal digits.",
        hint: "Send the device's Ed25519 public key.")
    }
    guard FieldType.isUserName(request.user), Self.isName(request.device) else {
      throw HubRefusal.malformed(
        "The user's or the device's name is empty, too long or holds control characters.",
        hint: "Choose a shorter name.")
    }
    if request.proof != nil, !request.isProved {
      throw HubRefusal.malformed(
        "The proof is not the key's signature.", hint: "See protocol/http.md, Enrolment.")
    }
    let invite = Secret(text: request.invite)
    let session = Secret.session(hub.random)
    let device = try await hub.door.run { store in
      // Public keys are no secrets: who names an enrolled one must own it.
      if request.proof == nil, try store.isEnrolled(publicKey: key) {
        throw HubRefusal.malformed(
          "A device with this key is enrolled; its proof is missing.",
          hint: "See protocol/http.md, Enrolment.")
      }
      return try store.redeem(
        codeHash: invite.hash, publicKey: key, name: Text(request.device),
        localUser: Text(request.user), session: session.hash)
    }
    hub.logger.info(
      "device enrolled", metadata: ["user": "\(device.user)", "device": "\(device.name)"])
    return EnrolmentAnswer(
      user: device.user.string, team: hub.identity.team.string, session: session.text,
      lineage: Hexadecimal.text(hub.identity.lineage.id),
      library: hub.identity.library.description, hubTime: hub.wall())
  }

  private static func decoded(_ body: [UInt8]) throws -> EnrolmentRequest {
    do {
      return try JSONDecoder().decode(EnrolmentRequest.self, from: Data(body))
    } catch {
      throw HubRefusal.malformed(
        "The body is not the JSON of an enrolment.", hint: "See protocol/http.md, Enrolment.")
    }
  }

  private static func isName(_ text: String) -> Bool {
    (1...Limits.nameBytes).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0 >= UInt8(ascii: " ") && $0 != 0x7F }
  }
}
