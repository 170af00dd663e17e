/// The limits of bundles: see `protocol/bundle.md`.
extension Limits {
  /// The longest bundle, in bytes: a manager's 2,000 accounts of 45 kB each take 90 MB.
  package static let bundleBytes: UInt64 = 256 << 20
  /// The longest head of a bundle, in bytes: a key, two names and what newer programs add.
  package static let bundleHeadBytes = 64 << 10
  /// The most bytes of all descriptions of a bundle together: each run takes about 130.
  package static let bundleDescriptionBytes = 16 << 20
  /// The most blocks of one part of a bundle: a block holds 256 KiB of changes.
  package static let bundleBlocks = 4_096
  /// How much canonical form goes into one block of a bundle, in bytes, but for a longer change:
  /// bounds a reader's memory.
  package static let bundleBlockBytes = 256 << 10
}
