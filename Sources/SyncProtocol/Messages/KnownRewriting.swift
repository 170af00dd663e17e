package import SyncCore

/// That one change writes another one again.
package struct KnownRewriting: Hashable, Sendable {
  /// What was written again: its name, and the SHA-256 of its canonical form, 32 bytes.
  package let origin: Dot
  package let hash: [UInt8]
  /// What stands for it.
  package let dot: Dot

  package init(origin: Dot, hash: [UInt8], dot: Dot) {
    self.origin = origin
    self.hash = hash
    self.dot = dot
  }
}

extension KnownRewriting {
  /// What a change says of its origin; nil where it has none.
  package init?(_ change: Change) {
    guard let origin = change.origin else { return nil }
    self.init(origin: origin.dot, hash: origin.hash, dot: change.dot)
  }
}
