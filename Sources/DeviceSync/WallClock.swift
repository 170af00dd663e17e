internal import Foundation
internal import Synchronization

/// Where a program takes its time from: the system's clock, or what `FIELDBOOK_CLOCK` says.
///
/// The variable holds a UTC time such as `2026-03-10T09:00:00Z`, which then stands still, or
/// `file:PATH` with the path of a file that holds such a time and is read at each use.
package struct WallClock: Sendable {
  package static let variable = "FIELDBOOK_CLOCK"
  private static let filePrefix = "file:"

  /// Milliseconds since 1970.
  package let milliseconds: @Sendable () -> Int64
  /// What `FIELDBOOK_CLOCK` says; nil where the system's clock is used.
  package let setting: String?

  /// The clock that the environment says, else the system's, in milliseconds since 1970.
  ///
  /// - Throws: ``WallClockFault``
  package init(
    environment: [String: String], system: @escaping @Sendable () -> Int64
  ) throws(WallClockFault) {
    guard let setting = environment[Self.variable] else {
      self.setting = nil
      milliseconds = system
      return
    }
    self.setting = setting
    guard setting.hasPrefix(Self.filePrefix) else {
      guard let time = Self.time(setting) else { throw .notATime(setting) }
      milliseconds = { time }
      return
    }
    let path = String(setting.dropFirst(Self.filePrefix.count))
    let last = LastTime(try Self.read(path))
    // While somebody writes the file anew, the last time stays in force.
    milliseconds = { last.refreshed { try? Self.read(path) } }
  }

  private static func read(_ path: String) throws(WallClockFault) -> Int64 {
    // What keeps the file from being read does not matter: it gives no time.
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .unreadable(path: path)
    }
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let time = time(trimmed) else { throw .notATime(trimmed) }
    return time
  }

  private static let millisecondsPerSecond = 1_000.0

  private static func time(_ text: String) -> Int64? {
    // The strategy throws for whatever is no time; nothing else can go wrong.
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    return Int64((date.timeIntervalSince1970 * millisecondsPerSecond).rounded())
  }
}

/// The last time that a file gave: it stays in force while the file is being replaced.
private final class LastTime: Sendable {
  private let value: Mutex<Int64>

  init(_ value: Int64) { self.value = Mutex(value) }

  func refreshed(_ read: () -> Int64?) -> Int64 {
    let new = read()
    return value.withLock { value in
      if let new { value = new }
      return value
    }
  }
}

/// What `FIELDBOOK_CLOCK` can say that is no time.
package enum WallClockFault: Error, Equatable, Sendable {
  case notATime(String)
  case unreadable(path: String)

  package var code: String { "bad_clock" }

  package var message: String {
    switch self {
    case .notATime(let text): "\(WallClock.variable) says \"\(text)\", which is not a time."
    case .unreadable(let path):
      "\(WallClock.variable) names the file \(path), which cannot be read."
    }
  }

  package var hint: String {
    "Set it to a UTC time such as 2026-03-10T09:00:00Z, to file:PATH, or not at all."
  }
}
