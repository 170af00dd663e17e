package import SyncCore

/// What a diagnosis asks of one space of a replica; each answer takes a few rows by primary key.
package protocol ChangeSource {
  /// When and by whom; throws where the replica never heard of the change.
  func stamp(of dot: Dot) throws -> Stamp
  /// The change, or nil where the replica holds no more than its head.
  func change(_ dot: Dot) throws -> Change?
  /// What the author's replica had applied, without its own count; nil where that is not held.
  func clock(of dot: Dot) throws -> VersionVector?
  /// The stamp of the author's last change of this space; nil where there is none.
  func latestStamp(of replica: ReplicaID) throws -> Stamp?
}
