/// The true time of a world and the wall clocks of its devices, in milliseconds since 1970.
package final class VirtualClock {
  package private(set) var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package func advance(by milliseconds: Int64) { self.milliseconds += milliseconds }

  /// How wrong a device's clock can be.
  enum Skew: CaseIterable {
    case none, hours, decades

    private static let millisecondsPerHour: Int64 = 3_600_000
    private static let hoursPerYear: Int64 = 8_766

    /// Milliseconds that the device's clock is ahead of the true time.
    func draw(using generator: inout SplitMix64) -> Int64 {
      let hours: Int64 =
        switch self {
        case .none: 0
        case .hours: Int64.random(in: -5...5, using: &generator)
        case .decades: Int64.random(in: -50...50, using: &generator) * Self.hoursPerYear
        }
      return hours * Self.millisecondsPerHour
    }
  }
}
