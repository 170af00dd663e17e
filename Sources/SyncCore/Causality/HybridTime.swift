/// A hybrid logical time: it orders siblings for people and for policies, never for causality.
///
/// Shape: 48 bits of milliseconds since 1970 (UTC, corrected by the author's offset), then 16 bits of a counter.
///
/// Source: Kulkarni et al., "Logical Physical Clocks", 2014.
package struct HybridTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  private static let counterBits: UInt64 = 16
  /// The greatest number of milliseconds that 48 bits hold (year 10889).
  package static let maximumMilliseconds: UInt64 = 1 << 48 - 1

  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Milliseconds outside the range are clamped into it.
  package init(milliseconds: Int64, counter: UInt16 = 0) {
    let clamped = min(UInt64(max(milliseconds, 0)), Self.maximumMilliseconds)
    rawValue = clamped << Self.counterBits | UInt64(counter)
  }

  package var milliseconds: Int64 { Int64(rawValue >> Self.counterBits) }
  package var counter: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var description: String { "\(milliseconds)+\(counter)" }

  /// The next time of a replica: later than everything it has given out or accepted.
  package var successor: HybridTime {
    HybridTime(rawValue: rawValue == .max ? rawValue : rawValue + 1)
  }
}

/// A replica's source of hybrid times; the wall clock comes in as a parameter.
package struct HybridClock: Equatable, Sendable {
  /// How far ahead of the corrected wall clock a received time may be and still move this clock.
  ///
  /// Five minutes: more is a wrong clock, which may win ties but must not pull others along.
  package static let maximumLeadInMilliseconds: Int64 = 5 * 60 * 1000

  /// The greatest time that was given out or accepted.
  package private(set) var last: HybridTime

  package init(last: HybridTime = HybridTime(rawValue: 0)) { self.last = last }

  /// The time of the next local change.
  ///
  /// `correctedMilliseconds` is the wall clock with the learned offset taken off.
  package mutating func now(correctedMilliseconds: Int64) -> HybridTime {
    last = max(HybridTime(milliseconds: correctedMilliseconds), last.successor)
    return last
  }

  /// Learns a received time, unless it is too far ahead to be believed.
  package mutating func receive(_ time: HybridTime, correctedMilliseconds: Int64) {
    #if MUTANTS
      if Mutant.isPlanted(.farFutureBelieved) { last = max(last, time) }
    #endif
    guard time.milliseconds <= correctedMilliseconds + Self.maximumLeadInMilliseconds else {
      return
    }
    last = max(last, time)
  }
}
