/// How long to wait before the next try: twice as long each time, spread out by chance so that all
/// devices of a team do not come back in the same second.
package struct Backoff: Hashable, Sendable {
  package let firstInMilliseconds: Int
  package let maximumInMilliseconds: Int

  package init(firstInMilliseconds: Int, maximumInMilliseconds: Int) {
    self.firstInMilliseconds = firstInMilliseconds
    self.maximumInMilliseconds = maximumInMilliseconds
  }

  /// A person waits for a command: a hiccup passes within a second, or it is no hiccup.
  package static let command = Backoff(firstInMilliseconds: 200, maximumInMilliseconds: 800)
  /// A watcher has time; a hub that comes back is found within a minute.
  package static let watcher = Backoff(firstInMilliseconds: 1_000, maximumInMilliseconds: 60_000)

  /// How often a command tries again.
  package static let commandRetries = 2

  /// The wait before the next try: between half of the full wait and all of it.
  ///
  /// - Parameters:
  ///   - failures: the failed tries so far, from 1.
  ///   - jitter: 0 to 255, drawn evenly.
  /// - Returns: milliseconds.
  package func waitInMilliseconds(failures: Int, jitter: UInt8) -> Int {
    let doublings = min(max(failures - 1, 0), Self.maximumDoublings)
    let full = min(firstInMilliseconds << doublings, maximumInMilliseconds)
    return full / 2 + full * Int(jitter) / (2 * Int(UInt8.max))
  }

  /// Beyond it every sensible first wait has reached its maximum.
  private static let maximumDoublings = 16
}
