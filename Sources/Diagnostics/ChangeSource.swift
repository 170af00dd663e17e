package import SyncCore

/// What a diagnosis asks of one space of a replica; each answer takes a few rows by primary key.
package protocol ChangeSource {
  /// When and by whom; throws where the replica never heard of the change.
  func stamp(of dot: Dot) throws -> Stamp
  /// The change, or nil where the replica holds no more than its head.
  func change(_ dot: Dot) throws -> Change?
  /// What the author's replica had applied, without its own count; nil where that is not held.
  func clock(of dot: Dot) throws -> VersionVector?
  /// Why a change that has an origin was written again.
  func rewritingCause(of change: Change) throws -> RewritingCause
  /// What the author's clock was found to be ahead, in milliseconds, when it was next compared with
  /// the hub's after a change; nil where no comparison is known that tells of the time of the change.
  func offsetLearned(after dot: Dot) throws -> Int64?
}
