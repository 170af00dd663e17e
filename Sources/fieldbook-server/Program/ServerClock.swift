import DeviceSync
import Foundation

/// The clock that the program goes by.
enum ServerClock {
  private static let millisecondsPerSecond = 1_000.0

  static func current() throws -> WallClock {
    try WallClock(environment: ProcessInfo.processInfo.environment) {
      Int64((Date().timeIntervalSince1970 * millisecondsPerSecond).rounded())
    }
  }
}
