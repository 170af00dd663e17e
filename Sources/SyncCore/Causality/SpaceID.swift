/// The unit of replication and of access: 128 bits of SHA-256(creator's device public key, nonce).
///
/// Text form: 32 lower-case hexadecimal digits. Binary form: 16 bytes.
package struct SpaceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The length of the binary form, in bytes.
  package static let byteCount = 16

  private let high: UInt64
  private let low: UInt64

  /// The space with the given 16 bytes, or nil where the count differs.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The space of a text form, or nil where the text is not 32 hexadecimal digits.
  package init?(_ text: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }

  /// The binary form, 16 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for half in [high, low] {
      for shift in stride(from: UInt64.bitWidth - 8, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: half >> shift))
      }
    }
    return bytes
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  package var description: String { Hexadecimal.text(high) + Hexadecimal.text(low) }
}

/// What a space holds, which decides who creates it and who reads it.
package enum SpaceKind: UInt8, Sendable, CaseIterable {
  /// One customer account with its plan, people, opportunities and activities.
  case account = 1
  /// One for each team; everybody reads it: members, devices, methodology.
  case library = 2
  /// Managers and admins: targets, forecast snapshots.
  case team = 3
  /// One for each seller, seen by the seller and the manager.
  case person = 4
}
