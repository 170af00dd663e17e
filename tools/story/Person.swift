/// One member of the team with one device, and everything that was done on it.
final class Person {
  let name: String
  let fullName: String
  let device: String
  let home: String
  /// What the device's clock is ahead, in minutes.
  let clockAhead: Int
  private let programs: Programs

  init(
    _ name: String, _ fullName: String, device: String, root: String, programs: Programs,
    clockAhead: Int = 0
  ) {
    self.name = name
    self.fullName = fullName
    self.device = device
    self.clockAhead = clockAhead
    self.programs = programs
    home = "\(root)/devices/\(name)"
  }

  func run(at time: StoryTime, _ arguments: [String]) throws -> Programs.Outcome {
    try programs.run(
      "fieldbook", arguments,
      environment: [
        "FIELDBOOK_HOME": home, "FIELDBOOK_CLOCK": time.adding(minutes: clockAhead).text,
        "TZ": "UTC",
      ])
  }

  /// Runs a command that must end with one of the given codes; returns its output.
  @discardableResult
  func expect(
    _ codes: Set<Int32> = [0], at time: StoryTime, _ arguments: String...
  ) throws -> String {
    let outcome = try run(at: time, arguments)
    guard codes.contains(outcome.status) else {
      throw StoryError(
        description: """
          \(name): fieldbook \(arguments.joined(separator: " ")) ended with \(outcome.status)
          \(outcome.output)\(outcome.errors)
          """)
    }
    return outcome.output
  }

  /// Adds a record and returns its reference.
  func add(at time: StoryTime, _ arguments: String...) throws -> String {
    let outcome = try run(at: time, ["add"] + arguments + ["--json"])
    guard outcome.status == 0 else {
      throw StoryError(
        description: "\(name): add \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    guard let ref = try JSON.object(outcome.output)["ref"] as? String else {
      throw StoryError(description: "\(name): add printed no ref: \(outcome.output)")
    }
    return ref
  }
}

/// A time of the story's week: minutes since Sunday 8 March 2026, 00:00 UTC.
struct StoryTime {
  private let minutes: Int

  enum Weekday: Int { case sunday, monday, tuesday, wednesday, thursday, friday }

  init(_ day: Weekday, _ hour: Int, _ minute: Int = 0) {
    minutes = (day.rawValue * 24 + hour) * 60 + minute
  }

  private init(minutes: Int) { self.minutes = minutes }

  func adding(minutes more: Int) -> StoryTime { StoryTime(minutes: minutes + more) }

  /// As `FIELDBOOK_CLOCK` takes it.
  var text: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = 8 + minutes / (24 * 60)
    return "2026-03-\(two(day))T\(two(minutes / 60 % 24)):\(two(minutes % 60)):00Z"
  }
}
