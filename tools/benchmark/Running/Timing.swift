import Glibc

/// Times and counts of this process.
enum Timing {
  private static let nanosecondsPerSecond = 1_000_000_000.0

  /// Seconds that the body took by the monotonic clock.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return seconds(since: start)
  }

  static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await body()
    return seconds(since: start)
  }

  static func seconds(since start: ContinuousClock.Instant) -> Double {
    let parts = (ContinuousClock.now - start).components
    let attosecondsPerSecond = 1e18
    return Double(parts.seconds) + Double(parts.attoseconds) / attosecondsPerSecond
  }

  /// Processor time of all threads of this process, in seconds.
  static func processorSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / nanosecondsPerSecond
  }
}

extension Array where Element == Double {
  /// The value that so many of a hundred do not exceed; 0 where there are none.
  func percentile(_ percent: Double) -> Double {
    guard !isEmpty else { return 0 }
    let wholes = 100.0
    let rank = (Double(count - 1) * percent / wholes).rounded()
    return sorted()[Int(rank)]
  }

  var median: Double { percentile(50) }
}
