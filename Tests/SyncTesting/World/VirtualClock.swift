/// The true time of a world, in milliseconds since 1970.
package final class VirtualClock {
  package private(set) var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package func advance(by milliseconds: Int64) { self.milliseconds += milliseconds }
}

/// A device's wall clock: the true time and an error.
final class WallClock {
  private static let millisecondsPerHour: Int64 = 3_600_000

  private let clock: VirtualClock
  /// Hours that this clock is ahead.
  var skew: Int

  init(clock: VirtualClock, skew: Int) {
    self.clock = clock
    self.skew = skew
  }

  var milliseconds: Int64 { clock.milliseconds + Int64(skew) * Self.millisecondsPerHour }
}
