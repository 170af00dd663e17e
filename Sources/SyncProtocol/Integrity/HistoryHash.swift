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
  /// `lines` are those of all listed spaces, in the order of the list: see ``line(_:role:)``.
  package static func digest(of lines: [[UInt8]]) -> [UInt8] {
    Array(DomainHash.histories.hash(lines.flatMap { $0 }).prefix(prefixByteCount))
  }

  /// What a digest says of one space: the history's first bytes at the cursor, at cursor 0 those of its
  /// start, which say what space is meant; and the role, since a hub that went back may come to the
  /// same version of a list with other roles.
  package static func line(_ prefix: [UInt8], role: SpaceRole) -> [UInt8] {
    prefix + [role.rawValue]
  }
}
