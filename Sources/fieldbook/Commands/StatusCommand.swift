import ArgumentParser
import DeviceSync
import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol

/// `fieldbook status`: what is unsent, what waits, when the hub last answered, how wrong the clock is.
struct StatusCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Unsent changes, open conflicts, last sync, clock offset.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let spaces = try replica.store.spaces()
    let unsent = spaces.reduce(0) { $0 + $1.unsent }
    let conflicts = try replica.waitingCount(in: spaces)
    let lastSync = try replica.store.lastSync()
    let identity = IdentityReport(try replica.store.identityEvents(), now: replica.store.identity)
    let setAside = try SetAsideReport(replica, spaces)
    try output.result(
      .object([
        "unsent": .count(unsent), "conflicts": .count(conflicts),
        "lastSync": .optional(lastSync.map(LocalTime.universal)),
        "clockOffsetMs": .integer(replica.store.clockOffset), "identity": identity.json,
        "setAside": setAside.json,
      ])
    ) {
      var columns = Columns()
      for (name, text) in try facts(replica, unsent: unsent, conflicts: conflicts, lastSync) {
        columns.add([name, text])
      }
      return try columns.lines + identity.lines + refusals(spaces, replica)
        + setAside.lines + recoveries(spaces, replica) + BundleRelays(replica: replica).lines()
    }
    return .done
  }

  private func facts(
    _ replica: Replica, unsent: UInt64, conflicts: Int, _ lastSync: Int64?
  ) throws -> [(String, String)] {
    let identity = replica.store.identity
    let hub = try replica.store.hub()
    var facts = [
      ("replica", "\(identity.user) on \(identity.deviceName), \(identity.replica)"),
      ("home", replica.home.directory),
      ("team", hub.map { "\($0.team) at \($0.url)" } ?? "none; fieldbook enroll joins one"),
      ("unsent", counted(unsent, "change")),
      ("conflicts", conflicts == 0 ? "none" : "\(conflicts); fieldbook conflicts lists them"),
    ]
    let age = lastSync.map { LocalTime.duration(replica.store.correctedMilliseconds - $0) }
    facts.append(
      ("last sync", lastSync.map { "\(LocalTime.text($0)), \(age ?? "") ago" } ?? "never"))
    let offset = replica.store.clockOffset
    let clock = "this clock is \(LocalTime.duration(offset)) \(offset > 0 ? "ahead" : "behind")"
    let right = lastSync == nil ? "not compared with a hub yet" : "right"
    facts.append(("clock", offset == 0 ? right : "\(clock); times are corrected"))
    if let setting = replica.home.clock.setting {
      facts.append(("time", "taken from FIELDBOOK_CLOCK: \(setting)"))
    }
    return facts
  }

  private func recoveries(_ spaces: [LocalSpace], _ replica: Replica) throws -> [String] {
    try spaces.filter(\.isRecovering).map { space in
      "\(try replica.name(of: space)) differs from the hub's history; the next sync puts it right."
    }
  }

  private func refusals(_ spaces: [LocalSpace], _ replica: Replica) throws -> [String] {
    try spaces.compactMap { space in
      guard let refusal = space.refusal, space.unsent > 0 else { return nil }
      let name = try replica.name(of: space)
      return
        "refused: \(counted(space.unsent, "change")) in \(name): \(refusal.sentence) \(refusal.advice)"
    }
  }
}

extension Refusal {
  /// Why the hub did not take changes.
  var sentence: String {
    switch self {
    case .notMember: "You are not a member there."
    case .roleTooLow: "Your role there does not allow it."
    case .badSignature: "The signature does not fit this device."
    case .foreignReplica: "The replica belongs to another device."
    case .invalidChange: "The hub cannot read a change."
    case .foreignActor: "The changes carry another user's name."
    case .badSpace: "The account's id does not fit this device."
    case .badProof: "The hub does not know the device that wrote them."
    case .baseReleased: "A text was edited in a version that is gone."
    }
  }

  /// What to do about it; the changes stay until it is done.
  var advice: String {
    switch self {
    case .notMember, .roleTooLow: "They stay here; ask a manager of the account for the role."
    case .badSignature, .foreignReplica, .foreignActor, .badSpace:
      "They stay here; ask the team's admin to look at this device."
    case .badProof: "They stay here and are written again in your name at the next sync."
    case .baseReleased:
      "They stay here and are written again at the next sync, with the text whole."
    case .invalidChange: "They stay here; update this program and the hub to the same release."
    }
  }
}
