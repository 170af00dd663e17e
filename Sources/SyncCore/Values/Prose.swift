/// Long text as it is written: whole, or as a patch of a version that its author was shown.
///
/// A version never changes. Readers get the text through the cell, which keeps every version until
/// the hub releases it.
package enum Prose: Hashable, Sendable {
  case whole(Text)
  case patch(Patch)

  /// What turns one version of a text into the next.
  package struct Patch: Hashable, Sendable {
    /// The version that is patched: a dot that the same write supersedes.
    package let base: Dot
    /// The checksum of the resulting text: ``Prose/checksum(of:)``.
    package let checksum: UInt32
    /// From the front; what follows the last one is copied.
    package let hunks: [Hunk]

    package init(base: Dot, checksum: UInt32, hunks: [Hunk]) {
      self.base = base
      self.checksum = checksum
      self.hunks = hunks
    }
  }

  /// One step of a patch; counts are bytes of UTF-8.
  package struct Hunk: Hashable, Sendable {
    /// Bytes of the base that stay.
    package let copied: Int
    /// Bytes of the base that go after them.
    package let deleted: Int
    /// What comes in their place.
    package let inserted: [UInt8]

    package init(copied: Int, deleted: Int, inserted: [UInt8]) {
      self.copied = copied
      self.deleted = deleted
      self.inserted = inserted
    }
  }

  /// FNV-1a, 32 bits: it finds a patch that was applied to the wrong text.
  ///
  /// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
  package static func checksum(of text: Text) -> UInt32 {
    let offsetBasis: UInt32 = 2_166_136_261
    let prime: UInt32 = 16_777_619
    return text.utf8.reduce(offsetBasis) { ($0 ^ UInt32($1)) &* prime }
  }
}
