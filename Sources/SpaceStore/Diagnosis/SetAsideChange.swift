package import SyncCore
package import SyncProtocol

/// A change that left the state of a space because the hub refuses it while others depend on it.
///
/// It is kept for people to see what it said; nothing else of the replica reads it.
package struct SetAsideChange: Hashable, Sendable {
  /// One value that the change wrote.
  package struct Written: Hashable, Sendable {
    package let key: RecordKey
    package let field: Text
    /// A long text as a whole; of one whose earlier version is gone only what was added.
    package let value: Value
    /// Whether the value is such a rest of a text.
    package let isFragment: Bool
  }

  package let space: SpaceID
  package let dot: Dot
  /// When and by whom it was written; of a change that writes another again, that one's.
  package let stamp: Stamp
  package let intent: Intent
  package let note: Text?
  package let refusal: Refusal
  /// When it was set aside, in corrected milliseconds since 1970.
  package let setAsideAt: Int64
  package let writes: [Written]
}
