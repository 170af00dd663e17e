import DiagnosticReports
import SpaceStore
import SyncCore

/// What left the state of the spaces because the hub refuses it while others depend on it, in short.
struct SetAsideReport {
  /// What one space has of one reason.
  private struct Entry {
    let account: String
    let users: [String]
    let changes: Int
    let reason: String
  }

  private let entries: [Entry]

  init(_ replica: Replica, _ spaces: [LocalSpace]) throws {
    let changes = Dictionary(grouping: try replica.store.setAsideChanges(), by: \.space)
    entries = try spaces.flatMap { space -> [Entry] in
      let reasons = Dictionary(grouping: changes[space.id] ?? []) { "\($0.refusal)" }
      return try reasons.sorted { $0.key < $1.key }.map { reason, changes in
        let users = Set(changes.map { replica.people.user($0.stamp.actor, on: $0.dot.replica) })
        return Entry(
          account: try replica.name(of: space), users: users.sorted(), changes: changes.count,
          reason: reason)
      }
    }
  }

  /// One line for each space and reason.
  var lines: [String] {
    entries.map { entry in
      "set aside: \(counted(entry.changes, "change")) of \(entry.users.joined(separator: ", ")) in "
        + "\(entry.account) (\(SetAsideReason(entry.reason).sentence)); "
        + "fieldbook diagnose shows \(entry.changes == 1 ? "it" : "them")"
    }
  }

  var json: JSON {
    .array(
      entries.map { entry in
        .object([
          "account": .string(entry.account), "users": .array(entry.users.map { .string($0) }),
          "changes": .count(entry.changes), "reason": .string(entry.reason),
        ])
      })
  }
}
