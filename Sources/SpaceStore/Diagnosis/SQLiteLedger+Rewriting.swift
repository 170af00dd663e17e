package import Diagnostics
internal import GRDB
package import SyncCore
internal import SyncProtocol
internal import SyncSession

extension SQLiteLedger {
  package func rewritingCause(of change: Change) throws -> RewritingCause {
    guard let origin = change.origin else { return .unknown }
    if try isUsedTwice(origin) { return .nameUsedTwice }
    switch try recovery(of: change) {
    case .setAside: return .earlierRefused
    case .rewritten: return .notTaken
    default: return .unknown
    }
  }

  /// Whether another change is held under the name of the origin.
  private func isUsedTwice(_ origin: Origin) throws -> Bool {
    if let held = try change(origin.dot) {
      return ChangeHash.hash(canonical: Canonical.encode(held)) != origin.hash
    }
    // Of a change whose body is not held the stamp tells, where even that is known.
    guard let stamp = try? stamp(of: origin.dot) else { return false }
    return stamp.time != origin.time || stamp.actor != origin.actor
  }

  /// What the recovery was in which this replica wrote the change; nil where it was none of its own.
  private func recovery(of change: Change) throws -> IdentityEvent.Kind? {
    // The event of a recovery bears the name that its changes are written under, and their time.
    let kind = try String.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT kind FROM identity_event WHERE space = ? AND replica = ? AND kind IN (?, ?, ?)
          ORDER BY abs(at - ?) LIMIT 1
          """),
      arguments: [
        spaceColumn, change.dot.replica.column, IdentityEvent.Kind.forked.rawValue,
        IdentityEvent.Kind.rewritten.rawValue, IdentityEvent.Kind.setAside.rawValue,
        change.time.milliseconds,
      ])
    return kind.flatMap(IdentityEvent.Kind.init(rawValue:))
  }
}
