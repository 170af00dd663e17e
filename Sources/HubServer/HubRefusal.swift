internal import SpaceStore
package import SyncProtocol

/// A request that the hub does not carry out: the answer to it, thrown from wherever that is found.
package struct HubRefusal: Error, Equatable, Sendable {
  package let status: Int
  package let answer: ErrorAnswer
  package let retryAfterSeconds: Int?

  package init(
    _ status: Int, _ code: String, _ message: String, hint: String, versions: VersionRange? = nil,
    retryAfterSeconds: Int? = nil
  ) {
    self.status = status
    self.retryAfterSeconds = retryAfterSeconds
    answer = ErrorAnswer(code: code, message: message, hint: hint, versions: versions)
  }

  static let unknownSession = HubRefusal(
    401, "session_unknown", "The hub does not know this session.",
    hint: "Ask for a new invite and enrol the device again.")

  static let overloaded = HubRefusal(
    503, "overloaded", "The hub has too much to do.", hint: "Come back a little later.",
    retryAfterSeconds: Gate.retryAfterSeconds)

  static let draining = HubRefusal(
    503, "draining", "The hub is shutting down.", hint: "Come back a little later.",
    retryAfterSeconds: 5)

  static func version(_ version: String) -> HubRefusal {
    let range = VersionRange.spoken
    return HubRefusal(
      426, "version_not_spoken",
      "The hub speaks the versions \(range.min) to \(range.max) of the protocol, not \(version).",
      hint: "Update the program whose versions are the lower ones.", versions: range)
  }

  static func malformed(_ message: String, hint: String) -> HubRefusal {
    HubRefusal(400, "malformed_request", message, hint: hint)
  }

  static func invite(_ fault: InviteFault) -> HubRefusal {
    let sentence =
      switch fault {
      case .unknown: "The hub does not know this invite."
      case .used: "The invite was used before."
      case .expired: "The invite has expired."
      case .revoked: "The invite was revoked."
      }
    return HubRefusal(
      403, "invite_\(fault.rawValue)", sentence, hint: "Ask the team's admin for a new invite.")
  }
}

extension HubRefusal {
  /// The refusal that an error of a handler stands for; one of the hub's own faults where it is none.
  init(_ error: any Error) {
    switch error {
    case let refusal as HubRefusal: self = refusal
    case let fault as InviteFault: self = .invite(fault)
    case let error as ProtocolError: self.init(error)
    case let error as StoreError: self.init(error)
    default:
      self.init(
        500, "hub_fault", "Something failed in the hub.",
        hint: "Sync again later; the hub's log says more.")
    }
  }

  private init(_ error: ProtocolError) {
    if case .unsupportedVersion(let version) = error {
      self = .version(String(version))
      return
    }
    self.init(
      400, "malformed_frame", "The frame cannot be read: \(error.sentence).",
      hint: "Update the device's program and the hub to the same release.")
  }

  private init(_ error: StoreError) {
    switch error {
    case .diskFull, .readOnly:
      self.init(
        507, "disk_full", "The hub's disk takes nothing more; nothing was stored.",
        hint: "The changes are safe on the device; tell the hub's admin.")
    case .busy: self = .overloaded
    case .missing, .exists, .foreign, .damaged, .newer, .newerContent, .disk, .notDurable:
      self.init(
        500, "hub_store_fault", "The hub's database cannot be used.",
        hint: "Tell the hub's admin; fieldbook-server doctor says more.")
    }
  }
}

extension ProtocolError {
  /// What is wrong and where, without a full stop.
  var sentence: String {
    switch self {
    case .truncated(let position, let needed):
      "it ends at byte \(position) where \(needed) more are needed"
    case .notFieldbook: "its first bytes are not those of a sync frame"
    case .unsupportedVersion(let version): "its version is \(version)"
    case .unexpectedMessage(let kind): "its kind is \(kind), not a request"
    case .tooLarge(let what, let size, let limit): "\(what) is \(size), the limit is \(limit)"
    case .notMinimal(let position): "the number at byte \(position) is not in its shortest form"
    case .invalid(let what, let position): "\(what) at byte \(position) has no meaning"
    case .malformedText(let position): "the text at byte \(position) is not well-formed"
    case .unknownName(let what, let number): "\(what) \(number) was never announced"
    case .trailingBytes(let position): "it goes on at byte \(position) where it should end"
    case .damaged: "its checksum does not fit its bytes"
    case .damagedCompression: "its compressed bytes are damaged"
    case .inflatedLength(let expected): "a block does not inflate to the \(expected) bytes it says"
    }
  }
}
