package import SyncSession

/// What one exchange with the hub did.
package struct SyncReport: Hashable, Sendable {
  package let summary: SyncSummary
  /// Bytes of all request bodies.
  package let bytesUp: Int
  /// Bytes of all answer bodies.
  package let bytesDown: Int

  package init(summary: SyncSummary, bytesUp: Int, bytesDown: Int) {
    self.summary = summary
    self.bytesUp = bytesUp
    self.bytesDown = bytesDown
  }
}
