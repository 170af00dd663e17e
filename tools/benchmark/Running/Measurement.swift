import Foundation

/// One figure that a case found, with what it is measured against.
struct Measurement: Sendable {
  let name: String
  let value: Double
  let unit: Unit
  /// What the machine does at best with the same data, in the same unit, measured in the same run.
  var floor: Double?
  var goal = Goal.none
  /// Where the figure comes from, in a few words.
  var note = ""

  enum Unit: String, Sendable {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "µs"
    case bytes = "B"
    case perSecond = "/s"
    case mebibytes = "MiB"
    case instructions = "instructions"
    /// One number through another.
    case ratio = "×"
    case count = ""
  }

  var ratio: Double? {
    guard let floor, floor > 0 else { return nil }
    return value / floor
  }

  /// Nil where nothing was set as a goal.
  var isReached: Bool? {
    switch goal {
    case .none: nil
    case .atMost(let limit): value <= limit
    case .atLeast(let limit): value >= limit
    case .ratioAtMost(let limit): ratio.map { $0 <= limit } ?? false
    }
  }

  /// `{"case","value","unit","floor","ratio","goal","ok"}`.
  var json: String {
    let parts = [
      "\"case\":\"\(name)\"", "\"value\":\(Self.plain(value))", "\"unit\":\"\(unit.rawValue)\"",
      "\"floor\":\(floor.map(Self.plain) ?? "null")",
      "\"ratio\":\(ratio.map(Self.plain) ?? "null")", "\"goal\":\"\(goal.text(unit))\"",
      "\"ok\":\(isReached.map { $0 ? "true" : "false" } ?? "null")",
    ]
    return "{\(parts.joined(separator: ","))}"
  }

  /// At most four digits that say something, and no exponent.
  static func plain(_ number: Double) -> String {
    let magnitude = number.magnitude
    let places = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 5
    return String(format: "%.\(places)f", number)
  }
}

/// What a figure must reach.
enum Goal: Sendable {
  case none
  case atMost(Double)
  case atLeast(Double)
  /// Of the floor.
  case ratioAtMost(Double)

  func text(_ unit: Measurement.Unit) -> String {
    switch self {
    case .none: ""
    case .atMost(let limit): "≤ \(Measurement.plain(limit)) \(unit.rawValue)"
    case .atLeast(let limit): "≥ \(Measurement.plain(limit)) \(unit.rawValue)"
    case .ratioAtMost(let limit): "≤ \(Measurement.plain(limit)) × floor"
    }
  }
}
