import Foundation
import SyncTesting

/// Runs worlds side by side and adds up what they did.
struct Simulation {
  /// Seeds that one task takes: enough that handing them out costs nothing.
  private static let seedsPerTask: UInt64 = 10

  let options: Options
  let clock = ContinuousClock()

  func run() async -> (tally: Tally, seconds: Double) {
    let start = clock.now
    var tally = Tally()
    var next = options.first
    let end = options.first + options.count
    await withTaskGroup(of: Tally.self) { group in
      var running = 0
      while true {
        while running < options.jobs, next < end, tally.failures.count < options.failures {
          let range = next..<min(next + Self.seedsPerTask, end)
          next = range.upperBound
          let leftOut = options.leftOut
          group.addTask { Self.run(range, leavingOut: leftOut) }
          running += 1
        }
        guard running > 0, let part = await group.next() else { break }
        running -= 1
        tally.add(part)
        show(tally, since: start)
      }
    }
    clearLine()
    return (tally, seconds(since: start))
  }

  private static func run(_ seeds: Range<UInt64>, leavingOut leftOut: Set<String>) -> Tally {
    var tally = Tally()
    for seed in seeds {
      tally.add(World.run(Scenario(Seed(rawValue: seed), leavingOut: leftOut)))
    }
    return tally
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (clock.now - start) / .seconds(1)
  }

  private var isOnTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  private func show(_ tally: Tally, since start: ContinuousClock.Instant) {
    guard isOnTerminal else { return }
    let speed = Double(tally.seeds) / max(seconds(since: start), 0.001)
    write("\r  \(tally.seeds) of \(options.count) seeds, \(Int(speed)) per second  ")
  }

  private func clearLine() {
    if isOnTerminal { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
