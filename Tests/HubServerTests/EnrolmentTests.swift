import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import Testing
import WebServing

@Suite struct `An enrolment` {
  @Test func `answers with the team, a session and the library`() async throws {
    let world = try HubWorld()
    let alice = try device("alice", world)
    let answer = try await world.enrol(alice.enrolment(invite: try await world.invite("alice")))
    #expect(answer.status == 200)
    let enrolment = try JSONDecoder().decode(EnrolmentAnswer.self, from: Data(answer.body))
    #expect(enrolment.user == "alice")
    #expect(enrolment.team == "Nordvik")
    #expect(enrolment.session.hasPrefix("fbs_"))
    #expect(enrolment.lineage == Hexadecimal.text(world.store.identity.lineage.id))
    #expect(enrolment.library == world.store.identity.library.description)
    #expect(enrolment.hubTime == world.clock.wall())
  }

  @Test func `takes an invite once`() async throws {
    let world = try HubWorld()
    let invite = try await world.invite("alice")
    _ = try await world.enrol(device("alice", world).enrolment(invite: invite))
    let answer = try await world.enrol(device("alice", world, number: 2).enrolment(invite: invite))
    #expect(answer.status == 403)
    #expect(answer.code == "invite_used")
  }

  @Test func `refuses an expired invite`() async throws {
    let world = try HubWorld()
    let invite = try await world.invite("alice")
    world.clock.advance(days: 7)
    let answer = try await world.enrol(device("alice", world).enrolment(invite: invite))
    #expect(answer.status == 403)
    #expect(answer.code == "invite_expired")
  }

  @Test func `refuses an invented invite`() async throws {
    let world = try HubWorld()
    let answer = try await world.enrol(device("alice", world).enrolment(invite: "fbi_invented"))
    #expect(answer.status == 403)
    #expect(answer.code == "invite_unknown")
  }

  @Test func `refuses a revoked invite`() async throws {
    let world = try HubWorld()
    let invite = try await world.invite("alice")
    _ = try await world.administer(.revoke(name: "alice"))
    let answer = try await world.enrol(device("alice", world).enrolment(invite: invite))
    #expect(answer.status == 403)
    #expect(answer.code == "invite_revoked")
  }

  @Test func `refuses what is not its JSON, its key or its proof`() async throws {
    let world = try HubWorld()
    #expect(await world.post(HubPaths.enrol, Array("{".utf8)).status == 400)
    let invite = try await world.invite("alice")
    let good = try device("alice", world).enrolment(invite: invite)
    for (key, proof) in [("00", good.proof), (good.publicKey, "00")] {
      let bad = EnrolmentRequest(
        invite: invite, device: good.device, publicKey: key, user: good.user, proof: proof)
      #expect(try await world.enrol(bad).code == "malformed_request")
    }
    // None of them used the invite up.
    #expect(try await world.enrol(good).status == 200)
  }

  @Test func `gives nobody the device of another who only knows its key`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let invite = try await world.invite("mallory")
    let stolen = EnrolmentRequest(
      invite: invite, device: "book", publicKey: Hexadecimal.text(alice.key.publicKey),
      user: "mallory", proof: nil)
    #expect(try await world.enrol(stolen).code == "malformed_request")
    try await world.sync(alice)
  }

  @Test func `keeps no code and no session in the database`() async throws {
    let world = try HubWorld()
    let invite = try await world.invite("alice")
    let alice = try device("alice", world)
    let answer = try await world.enrol(alice.enrolment(invite: invite))
    let session = try JSONDecoder().decode(EnrolmentAnswer.self, from: Data(answer.body)).session
    let copy = "\(world.directory)/copy.sqlite"
    try world.store.copy(to: copy)
    let bytes = try Data(contentsOf: URL(filePath: copy))
    #expect(bytes.range(of: Data(invite.utf8)) == nil)
    #expect(bytes.range(of: Data(session.utf8)) == nil)
    #expect(bytes.range(of: Data("Nordvik".utf8)) != nil)
  }

  private func device(
    _ user: String, _ world: HubWorld, number: UInt8 = 1
  ) throws -> TestDevice {
    try TestDevice(
      directory: "\(world.directory)/\(user)-\(number)", user: Text(user), number: number,
      clock: world.clock)
  }
}
