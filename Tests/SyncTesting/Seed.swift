/// Where a test's random numbers begin: a failure prints the seed, and the seed repeats the run.
package struct Seed: Sendable, Hashable, CustomStringConvertible {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The seeds 0, 1, 2 … as many as `count`.
  package static func first(_ count: UInt64) -> [Seed] { (0..<count).map(Seed.init(rawValue:)) }

  /// A generator at the start of this seed's numbers.
  package var generator: SplitMix64 { SplitMix64(self) }

  package var description: String { "seed \(rawValue)" }
}

/// A generator of 64-bit numbers that follow from a seed alone.
///
/// Source: Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  /// 2⁶⁴ divided by the golden ratio, odd: the states that it leads through are all different.
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private var state: UInt64

  package init(_ seed: Seed) { state = seed.rawValue }

  package mutating func next() -> UInt64 {
    state &+= Self.increment
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True as often as `part` in `whole`.
  package mutating func isOneOf(_ part: Int, in whole: Int) -> Bool {
    Int.random(in: 0..<whole, using: &self) < part
  }
}
