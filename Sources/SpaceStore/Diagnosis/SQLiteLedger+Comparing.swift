package import Diagnostics
internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

extension SQLiteLedger {
  /// Whether this replica of the space and another one are what they must be to each other.
  package func divergence(from other: SQLiteLedger) throws -> Divergence {
    try Divergence(
      left: (try vector(), try digest()), right: (try other.vector(), try other.digest()),
      fork: { try fork(with: other) },
      first: { Divergence.Difference.first(try records(), try other.records()) })
  }

  /// The first change by which one name stands for two changes; nil where none is found.
  package func fork(with other: SQLiteLedger) throws -> Dot? {
    let theirs = try other.vector()
    for mine in try vector().entries {
      let common = min(mine.sequence, theirs[mine.replica])
      guard common > 0, try differs(Dot(mine.replica, common), other) == true else { continue }
      return try firstDifference(of: mine.replica, upTo: common, other)
    }
    return nil
  }

  /// Whether the chains differ after a change; nil where one side does not keep it any more.
  private func differs(_ dot: Dot, _ other: SQLiteLedger) throws -> Bool? {
    guard let mine = try chainState(after: dot), let theirs = try other.chainState(after: dot)
    else {
      return nil
    }
    return mine != theirs
  }

  /// Chains that differ once differ ever after, so halving finds where they part.
  private func firstDifference(
    of replica: ReplicaID, upTo last: UInt64, _ other: SQLiteLedger
  ) throws -> Dot {
    var (agreeing, differing) = (UInt64(0), last)
    while differing - agreeing > 1 {
      let middle = agreeing + (differing - agreeing) / 2
      // What is not kept any more cannot be told apart: the later half is searched.
      if try differs(Dot(replica, middle), other) == true {
        differing = middle
      } else {
        agreeing = middle
      }
    }
    return Dot(replica, differing)
  }

  /// The chain's state after a change; the author's last one is kept with its head.
  private func chainState(after dot: Dot) throws -> [UInt8]? {
    if let head = try head(of: dot.replica), head.sequence == dot.sequence { return head.chain }
    return try chain(after: dot)
  }

  /// What would come of the changes that another replica holds of this space and this one does not.
  package func preview(of other: SQLiteLedger) throws -> MergePreview {
    try preview(of: other.news(beyond: vector()), after: other.forgotten())
  }

  /// What would come of these changes; `held` is what their giver holds without bodies.
  package func preview(
    of changes: [Change], after held: VersionVector = VersionVector()
  ) throws -> MergePreview {
    let mine = try vector()
    let news = changes.filter { !mine.contains($0.dot) }
    var preview = MergePreview(
      into: MergePreview.Target(
        vector: mine, head: { try self.head(of: $0) }, record: { try self.record($0) },
        stamp: { try self.stamp(of: $0) }, policy: { try self.policy(of: $0, $1) }))
    // Whatever this replica holds is before them; so is what the other one holds without bodies.
    let ordered = CausalOrder.sorted(news, after: mine.union(held))
    let sorted = Set(ordered.map(\.dot))
    for change in ordered + news.filter({ !sorted.contains($0.dot) }) {
      try preview.apply(change)
    }
    return preview
  }

  /// The held changes that a vector does not reach, by replica and sequence.
  private func news(beyond vector: VersionVector) throws -> [Change] {
    var sealed: [Change] = []
    try log.sealed.forEach(after: 0) { logged in
      if !vector.contains(logged.change.dot) { sealed.append(logged.change) }
      return true
    }
    let rows = try self.vector().entries.flatMap { head -> [Change] in
      guard vector[head.replica] < head.sequence else { return [] }
      let bodies = try Data.fetchAll(
        database,
        sql: """
          SELECT body FROM change
          WHERE space = ? AND replica = ? AND sequence > ? AND body IS NOT NULL ORDER BY sequence
          """, arguments: [spaceColumn, head.replica.column, Int64(vector[head.replica])])
      return try bodies.map { try Canonical.decode(Array($0)) }
    }
    return (sealed + rows).sorted { $0.dot < $1.dot }
  }
}
