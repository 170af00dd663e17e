internal import SyncProtocol

extension SyncFailure {
  private static let millisecondsPerSecond = 1_000

  /// How long the hub asks to be left alone; 0 where it does not say.
  var waitInMilliseconds: Int {
    guard case .overloaded(let seconds?) = self else { return 0 }
    return seconds * Self.millisecondsPerSecond
  }

  /// One sentence that says what and where.
  package var message: String {
    switch self {
    case .invalidAddress(let url): "\"\(url)\" is not the address of a hub."
    case .notEnrolled: "This replica belongs to no team."
    case .otherTeam(let own, let offered, let url):
      "This replica belongs to \(own), and the hub at \(url) is that of \(offered)."
    case .unreachable(let url, let detail): "No hub answers at \(url): \(detail)."
    case .cutOff(let url, let detail): "The connection to \(url) broke in the middle: \(detail)."
    case .notAHub(let url, let detail): "What answers at \(url) is not a hub: \(detail)."
    case .unauthorised: "The hub does not know this device's session."
    case .refusedInvite(.unknown): "The hub does not know this invite."
    case .refusedInvite(.used): "The invite was used before."
    case .refusedInvite(.expired): "The invite has expired."
    case .refusedInvite(.revoked): "The invite was revoked."
    case .versionNotSpoken(let minimum, let maximum):
      "The hub speaks the versions \(minimum) to \(maximum) of the protocol, this program "
        + "\(ProtocolVersion.minimum) to \(ProtocolVersion.current)."
    case .overloaded: "The hub has too much to do, or is shutting down."
    case .hubDiskFull: "The hub's disk is full; it took nothing."
    case .malformed(let detail): "The hub could not read what was sent: \(detail)"
    case .hubFault(let detail): "The hub failed: \(detail)"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .invalidAddress:
      "Give it as http://HOST:PORT or https://HOST; a port is at most \(UInt16.max)."
    case .notEnrolled: "Ask for an invite and run fieldbook enroll URL --invite CODE."
    case .otherTeam:
      "Nothing was exchanged; use another replica with --home DIR, or get a new invite and add --move, "
        + "which takes all accounts there."
    case .unreachable, .cutOff:
      "Your changes are safe here; check the network and the address, and try again."
    case .notAHub: "Check the address, and whether a proxy or a login page stands in between."
    case .unauthorised: "Ask for a new invite and run fieldbook enroll again."
    case .refusedInvite(.unknown): "Check that the code was copied whole."
    case .refusedInvite: "Ask the team's admin for a new one."
    case .versionNotSpoken(_, let maximum):
      maximum < Int(ProtocolVersion.minimum) ? "Update the hub." : "Update this program."
    case .overloaded(let seconds?): "Sync again in \(seconds) seconds."
    case .overloaded, .hubFault: "Sync again a little later."
    case .hubDiskFull: "Your changes are safe here; tell the hub's admin, and sync again later."
    case .malformed: "Update this program and the hub to the same release."
    }
  }
}
