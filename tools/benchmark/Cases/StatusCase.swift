import Foundation

/// How long a whole command takes on a large replica.
struct StatusCase: BenchCase {
  static let name = "status"
  static let about = "the whole process of fieldbook status on a replica with 100,000 records"

  /// 43 records each.
  private static let accounts = 2_326
  private static let runs = 20
  private static let goal = Goal.atMost(60)
  private static let millisecondsPerSecond = 1_000.0

  func run(_ lab: Lab) async throws -> [Measurement] {
    let home = try lab.directory("home")
    try Programs.run("fieldbook", ["init", "--user", "anna", "--home", home])
    let path = "\(try lab.directory("lines"))/records.jsonl"
    let data = DataSet(accounts: Self.accounts)
    try JSONLines.text(of: data.records).write(toFile: path, atomically: true, encoding: .utf8)
    try Programs.run("fieldbook", ["import", path, "--home", home])
    let milliseconds = try (0..<Self.runs).map { _ in
      try Timing.seconds { try Programs.run("fieldbook", ["status", "--home", home]) }
        * Self.millisecondsPerSecond
    }
    // Every record is there, and is what the log leads to.
    try Programs.run("fieldbook", ["doctor", "--home", home])
    return [
      Measurement(
        name: Self.name, value: milliseconds.median, unit: .milliseconds, goal: Self.goal,
        note: "\(data.records.count) records")
    ]
  }
}
