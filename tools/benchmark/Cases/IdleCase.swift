import DeviceSync
import SyncCore
import SyncProtocol
import SyncSession

/// A sync when nothing happened anywhere.
struct IdleCase: BenchCase {
  static let name = "idle"
  static let about = "a sync of 200 spaces in which nothing changed"

  private static let spaces = 200
  /// Processor time is counted over so many requests.
  private static let requests = 200
  private static let bytesGoal = Goal.atMost(335)
  private static let processorGoal = Goal.atMost(1)
  private static let millisecondsPerSecond = 1_000.0

  func run(_ lab: Lab) async throws -> [Measurement] {
    let hub = try BenchHub(lab)
    let anna = try BenchDevice("anna", lab)
    return try await hub.serving { url in
      try await anna.enrol(url, invite: try await hub.invite("anna"))
      let spaces = try anna.load(DataSet(accounts: Self.spaces))
      // The second one tells the hub what the first one brought.
      for _ in 0..<2 { _ = try await anna.synchronizer.run() }
      let watches = try [anna.databasePath, hub.databasePath].map { try WriteWatch(path: $0) }
      let report = try await anna.synchronizer.run()
      let written = try watches.map { try $0.transactionsSince() }
      let frame = try await anna.requestFrame()
      let start = Timing.processorSeconds()
      for _ in 0..<Self.requests { try await hub.answer(frame, to: anna) }
      let seconds = (Timing.processorSeconds() - start) / Double(Self.requests)
      try Conservation.check(
        [anna.states(spaces), hub.states(spaces)], changes: Self.spaces)
      return [
        Measurement(
          name: "idle/bytes up", value: Double(report.bytesUp), unit: .bytes, goal: Self.bytesGoal),
        Measurement(name: "idle/bytes down", value: Double(report.bytesDown), unit: .bytes),
        Measurement(
          name: "idle/hub processor", value: seconds * Self.millisecondsPerSecond,
          unit: .milliseconds, goal: Self.processorGoal),
        Measurement(
          name: "idle/written by device", value: Double(written[0]), unit: .count,
          goal: .atMost(0)),
        Measurement(
          name: "idle/written by hub", value: Double(written[1]), unit: .count, goal: .atMost(0)),
      ]
    }
  }
}
