/// The id of a record within its space and kind: 63 bits, random or derived from a key.
///
/// Text form: 16 lower-case hexadecimal digits. Range: 0 to 2⁶³ − 1, so that it fits a signed integer.
package struct RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
  private static let mask: UInt64 = 1 << 63 - 1

  package let rawValue: Int64

  /// The id with the lower 63 of the given bits.
  package init(truncating bits: UInt64) { rawValue = Int64(bits & Self.mask) }

  /// The id, or nil where the number is negative.
  package init?(rawValue: Int64) {
    guard rawValue >= 0 else { return nil }
    self.rawValue = rawValue
  }

  /// The id of a text form, or nil where the text is not 16 hexadecimal digits below 2⁶³.
  package init?(_ text: some StringProtocol) {
    guard let bits = Hexadecimal.integer(text, digits: 16), bits <= Self.mask else { return nil }
    self.init(truncating: bits)
  }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var description: String { Hexadecimal.text(UInt64(rawValue)) }
}

/// One record of one space: its kind and its id.
///
/// Text form: `kind/id`.
package struct RecordKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let kind: Text
  package let id: RecordID

  package init(_ kind: Text, _ id: RecordID) {
    self.kind = kind
    self.id = id
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.kind == right.kind
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.kind == right.kind ? left.id < right.id : left.kind < right.kind
  }

  /// By the id alone: records of two kinds hardly ever share one.
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }

  package var description: String { "\(kind)/\(id)" }
}

/// A pointer to a record; no space means the space that holds the pointer.
///
/// Text form: `kind/id` or `kind/id@space`.
package struct Reference: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let space: SpaceID?
  package let key: RecordKey

  package init(_ key: RecordKey, in space: SpaceID? = nil) {
    self.space = space
    self.key = key
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.key == right.key
      ? (left.space?.bytes ?? []).lexicographicallyPrecedes(right.space?.bytes ?? [])
      : left.key < right.key
  }

  package var description: String { space.map { "\(key)@\($0)" } ?? "\(key)" }
}
