package import SyncCore

/// The hub's history of a space as one running hash: it tells a restored hub from the one before.
package enum HistoryHash {
  /// How many bytes of it travel and are compared: enough to see an accident, 8.
  package static let prefixByteCount = 8

  /// The hash before the first change, 32 bytes.
  package static func seed(space: SpaceID) -> [UInt8] { DomainHash.history.hash(space.bytes) }

  /// The first bytes of that.
  package static func start(of space: SpaceID) -> [UInt8] {
    Array(seed(space: space).prefix(prefixByteCount))
  }

  /// The hash after the next accepted change, with whose author's chain at `chain`, 32 bytes each.
  package static func next(after previous: [UInt8], chain: [UInt8]) -> [UInt8] {
    DomainHash.sha256(previous + chain)
  }

  /// The digest over many spaces, 8 bytes.
  ///
  /// `prefixes` are those of all listed spaces at their cursors, in the order of the list; at cursor 0
  /// that of the seed, which says which space is meant.
  package static func digest(of prefixes: [[UInt8]]) -> [UInt8] {
    Array(DomainHash.histories.hash(prefixes.flatMap { $0 }).prefix(prefixByteCount))
  }
}
