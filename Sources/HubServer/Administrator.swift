internal import AccountModel
internal import Foundation
internal import Logging
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Carries out administrators' commands on the hub's store.
package struct Administrator: Sendable {
  private static let millisecondsPerDay: Int64 = 86_400_000
  /// An invite that nobody used for so long was sent to the wrong place.
  package static let maximumValidDays = 90
  /// Long enough for a holiday week.
  package static let defaultValidDays = 7

  private let hub: Hub

  package init(hub: Hub) { self.hub = hub }

  /// - Throws: ``HubRefusal``, and what the store does not expect.
  package func carryOut(_ command: AdminCommand) async throws -> AdminResult {
    do {
      return try await perform(command)
    } catch let error as StoreError {
      throw HubRefusal(administrative: error)
    }
  }

  private func perform(_ command: AdminCommand) async throws -> AdminResult {
    switch command {
    case .invite(let user, let role, let manager, let validDays):
      return try await invite(user: user, role: role, manager: manager, validDays: validDays)
    case .invites:
      let now = hub.wall()
      return .invites(try await hub.door.run { try $0.invites() }.map { $0.line(at: now) })
    case .revoke(let name):
      let count = try await hub.door.run { try $0.revokeInvites(named: name) }
      guard count > 0 else {
        throw HubRefusal(
          404, "not_found", "No open invite has the hint or the user \"\(name)\".",
          hint: "fieldbook-server invite list shows them.")
      }
      hub.logger.info("invites revoked", metadata: ["name": "\(name)", "count": "\(count)"])
      return .revoked(count: count)
    case .setMember(let space, let user, let role):
      return try await setMember(space: space, user: user, role: role)
    case .members(let name):
      return .members(
        try await hub.door.run { store in
          try store.members(of: store.space(named: name).id)
            .map { MemberLine(user: $0.user.string, role: Access.Role($0.role).rawValue) }
        })
    case .spaces:
      return .spaces(try await hub.door.run { try $0.spaceLines() })
    case .examine:
      return .examined(try await hub.door.run { HubHealth(try $0.examine()) })
    case .backup(let path):
      let now = hub.wall()
      let manifest = try await hub.door.run { store in
        try BackupManifest.write(store, to: path, at: now)
      }
      hub.logger.info("backup written", metadata: ["path": "\(path)"])
      return .backedUp(path: path, manifest)
    case .compact(let forget, let isDryRun):
      let report = try await compact(forget: forget, isDryRun: isDryRun)
      hub.logger.info(
        "compacted",
        metadata: [
          "purged": "\(report.purgedRecords)", "released": "\(report.releasedVersions)",
          "dropped": "\(report.droppedBodies)", "dryRun": "\(isDryRun)",
        ])
      return .compacted(report)
    }
  }

  /// Space by space, so that devices are served in between.
  private func compact(forget: Bool, isDryRun: Bool) async throws -> CompactionReport {
    var report = CompactionReport(isDryRun: isDryRun)
    for space in try await hub.door.run({ try $0.spaces() }) {
      let sweep = try await hub.door.run { store in
        try store.compact(space.id, forgettingBodies: forget, isDryRun: isDryRun)
      }
      report.spaces += 1
      report.purgedRecords += sweep.purgedRecords
      report.releasedVersions += sweep.releasedVersions
      report.droppedBodies += sweep.droppedBodies
      report.droppedBytes += sweep.droppedBytes
    }
    return report
  }

  private func invite(
    user: String, role: String, manager: String?, validDays: Int
  ) async throws -> AdminResult {
    for name in [user, manager].compactMap({ $0 }) { try Self.check(user: name) }
    guard let role = Member.Role(rawValue: role) else {
      throw Self.unknownWord(role, in: Member.Role.allCases.map(\.rawValue))
    }
    guard manager != user else {
      throw HubRefusal(
        400, "invalid_manager", "Nobody is their own manager.", hint: "Name another user.")
    }
    guard (1...Self.maximumValidDays).contains(validDays) else {
      throw HubRefusal(
        400, "invalid_days", "An invite is valid for 1 to \(Self.maximumValidDays) days.",
        hint: "Choose a number of days in between.")
    }
    let secret = Secret.invite(hub.random)
    let now = hub.wall()
    let expires = now + Int64(validDays) * Self.millisecondsPerDay
    try await hub.door.run { store in
      if let manager {
        guard try store.hasUser(Text(manager)) else {
          throw HubRefusal(
            404, "not_found", "Nobody was ever invited under the name \"\(manager)\".",
            hint:
              "Invite the manager first: fieldbook-server invite --user \(manager) --role manager.")
        }
        var member = Member(id: RecordID(truncating: 0))
        member.user = user
        member.role = role
        member.manager = manager
        try store.putMember(NewRecord(member))
      }
      try store.add(
        Invite(
          hint: secret.hint, user: Text(user), role: role.rawValue, created: now, expires: expires),
        codeHash: secret.hash)
    }
    hub.logger.info("invite created", metadata: ["user": "\(user)", "hint": "\(secret.hint)"])
    return .invited(NewInvite(invite: secret.text, user: user, expires: expires))
  }

  private func setMember(space: String, user: String, role: String) async throws -> AdminResult {
    try Self.check(user: user)
    guard let role = Access.Role(rawValue: role) else {
      throw Self.unknownWord(role, in: Access.Role.allCases.map(\.rawValue))
    }
    let id = try await hub.door.run { store in
      let space = try store.space(named: space)
      guard space.kind == .account else {
        throw HubRefusal(
          400, "not_an_account", "Only accounts have members of their own.",
          hint: "fieldbook-server space list shows the accounts.")
      }
      guard try store.hasUser(Text(user)) else {
        throw HubRefusal(
          404, "not_found", "Nobody was ever invited under the name \"\(user)\".",
          hint: role == .none
            ? "fieldbook-server member list shows who has a role."
            : "Invite them first: fieldbook-server invite --user \(user).")
      }
      try store.grant(Text(user), SpaceRole(role), in: space.id)
      return space.id.description
    }
    hub.logger.info(
      "member set", metadata: ["space": "\(id)", "user": "\(user)", "role": "\(role.rawValue)"])
    return .memberSet(MemberLine(user: user, role: role.rawValue), space: id)
  }

  private static func check(user: String) throws {
    guard FieldType.isUserName(user) else {
      throw HubRefusal(
        400, "invalid_user", "\"\(user)\" is not the name of a user.",
        hint: "A name has 1 to 64 bytes, without spaces and without @.")
    }
  }

  private static func unknownWord(_ word: String, in words: [String]) -> HubRefusal {
    HubRefusal(
      400, "unknown_role", "\"\(word)\" is not a role.",
      hint: "Choose one of \(words.joined(separator: ", ")).")
  }
}

extension Invite {
  fileprivate func line(at now: Int64) -> InviteLine {
    let state: InviteLine.State =
      if used != nil { .used } else if revoked != nil { .revoked } else if expires <= now {
        .expired
      } else {
        .open
      }
    return InviteLine(
      hint: hint, user: user.string, role: role, expires: expires, state: state)
  }
}
