/// A hash of everything that happened in a world, in order: equal for equal runs.
///
/// Source: Fowler, Noll, Vo, "FNV Hash", 1991 (FNV-1a, 64 bits).
package struct Trace: Hashable, Sendable {
  private static let prime: UInt64 = 0x100_0000_01B3
  package private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* Self.prime }
  }

  mutating func add(_ text: String) { add(text.utf8) }
}
