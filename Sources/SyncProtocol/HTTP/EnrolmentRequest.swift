internal import SyncCore

/// What a device sends to join a team: the JSON body of `POST /v1/enroll`.
package struct EnrolmentRequest: Codable, Equatable, Sendable {
  package let invite: String
  /// What people call the machine.
  package let device: String
  /// The device's Ed25519 public key: 64 hexadecimal digits.
  package let publicKey: String
  /// The user name that the device used until now.
  package let user: String
  /// The key's signature of ``digest``: 128 hexadecimal digits.
  package let proof: String?

  package init(invite: String, device: String, publicKey: String, user: String, proof: String?) {
    self.invite = invite
    self.device = device
    self.publicKey = publicKey
    self.user = user
    self.proof = proof
  }

  /// What `proof` signs: SHA-256("fieldbook enrolment 1" ‖ 0x00 ‖ invite ‖ 0x00 ‖ public key, 32 bytes).
  package static func digest(invite: String, publicKey: [UInt8]) -> [UInt8] {
    let word = Array("fieldbook enrolment 1".utf8)
    return DomainHash.sha256(word + [0] + Array(invite.utf8) + [0] + publicKey)
  }

  /// Whether the owner of the public key wrote this request.
  package var isProved: Bool {
    guard let key = Hexadecimal.bytes(publicKey), let signature = proof.flatMap(Hexadecimal.bytes)
    else { return false }
    return DeviceKey.isValid(
      signature: signature, digest: Self.digest(invite: invite, publicKey: key), publicKey: key)
  }
}

/// What the hub answers to an enrolment.
package struct EnrolmentAnswer: Codable, Equatable, Sendable {
  /// The name under which the team knows the user.
  package let user: String
  package let team: String
  /// The session token: a secret.
  package let session: String
  /// 16 hexadecimal digits.
  package let lineage: String
  /// The id of the team's library: 32 hexadecimal digits.
  package let library: String
  /// Milliseconds since 1970 by the hub's clock.
  package let hubTime: Int64

  package init(
    user: String, team: String, session: String, lineage: String, library: String, hubTime: Int64
  ) {
    self.user = user
    self.team = team
    self.session = session
    self.lineage = lineage
    self.library = library
    self.hubTime = hubTime
  }
}
