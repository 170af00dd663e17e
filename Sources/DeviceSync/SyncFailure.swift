/// Why a hub was not reached, or did not do what it was asked.
///
/// Nothing is lost by any of them: what was not acknowledged is offered again by the next sync.
package enum SyncFailure: Error, Hashable, Sendable {
  /// The address is none of a hub: `http://HOST:PORT` or `https://HOST`.
  case invalidAddress(String)
  /// The replica belongs to no team yet.
  case notEnrolled
  /// The hub is another team's than the one that the replica belongs to.
  case otherTeam(own: String, offered: String, url: String)
  /// Nobody answers at the address.
  case unreachable(url: String, detail: String)
  /// The connection ended, or the time ran out, in the middle.
  case cutOff(url: String, detail: String)
  /// Something answers that is no hub.
  case notAHub(url: String, detail: String)
  /// The hub does not know the session.
  case unauthorised
  /// The hub did not take the invite.
  case refusedInvite(InviteRefusal)
  /// The hub and this program have no version of the protocol in common.
  case versionNotSpoken(minimum: Int, maximum: Int)
  /// The hub has too much to do, or is shutting down.
  case overloaded(retryAfterSeconds: Int?)
  case hubDiskFull
  /// The hub could not read what this program sent.
  case malformed(detail: String)
  /// Something failed in the hub.
  case hubFault(detail: String)

  package enum InviteRefusal: String, Hashable, Sendable {
    case unknown, used, expired, revoked
  }
}

extension SyncFailure {
  /// Whether another try, a little later, may succeed.
  package var isTransient: Bool {
    switch self {
    case .unreachable, .cutOff, .overloaded, .hubDiskFull, .hubFault: true
    case .invalidAddress, .notEnrolled, .otherTeam, .notAHub, .unauthorised, .refusedInvite,
      .versionNotSpoken, .malformed:
      false
    }
  }

  /// Whether a person who waits is served best by another try at once.
  package var isHiccup: Bool {
    switch self {
    case .cutOff, .overloaded: true
    default: false
    }
  }

  /// Whether a hub answered and said no; otherwise no hub was reached.
  package var isRefusal: Bool {
    switch self {
    case .otherTeam, .unauthorised, .refusedInvite, .versionNotSpoken, .malformed: true
    case .invalidAddress, .notEnrolled, .unreachable, .cutOff, .notAHub, .overloaded,
      .hubDiskFull, .hubFault:
      false
    }
  }

  /// A stable word for scripts.
  package var code: String {
    switch self {
    case .invalidAddress: "invalid_address"
    case .notEnrolled: "not_enrolled"
    case .otherTeam: "other_team"
    case .unreachable: "hub_unreachable"
    case .cutOff: "hub_cut_off"
    case .notAHub: "not_a_hub"
    case .unauthorised: "session_unknown"
    case .refusedInvite(let refusal): "invite_\(refusal.rawValue)"
    case .versionNotSpoken: "version_not_spoken"
    case .overloaded: "hub_overloaded"
    case .hubDiskFull: "hub_disk_full"
    case .malformed: "request_malformed"
    case .hubFault: "hub_fault"
    }
  }
}
