/// One database that takes part in sync: 64 random bits, one for each database incarnation.
///
/// Text form: 16 lower-case hexadecimal digits. Binary form: 8 bytes, big-endian.
package struct ReplicaID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The replica of a text form, or nil where the text is not 16 hexadecimal digits.
  package init?(_ text: some StringProtocol) {
    guard let rawValue = Hexadecimal.integer(text, digits: 16) else { return nil }
    self.init(rawValue: rawValue)
  }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var description: String { Hexadecimal.text(rawValue) }
}
