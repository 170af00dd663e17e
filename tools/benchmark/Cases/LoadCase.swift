import DeviceSync
import Foundation
import RecordEditing
import SpaceStore
import SyncCore
import Synchronization
import SyncSession

/// A hub with many devices that wait, some of which edit.
struct LoadCase: BenchCase {
  static let name = "load"
  static let about = "500 devices that wait at one hub, 20 edits a second in sum"

  private static let accounts = 100
  /// Everybody in an account receives what one of them edits.
  private static let devicesPerAccount = 5
  private static let editsPerSecond = 20
  private static let seconds = 15
  private static let millisecondsPerSecond = 1_000.0
  private static let timeGoal = Goal.atMost(50)
  private static let memoryGoal = Goal.atMost(256)
  /// How long the devices have to come to rest after they connected.
  private static let restSeconds = 3

  func run(_ lab: Lab) async throws -> [Measurement] {
    let server = try ServerProcess(lab)
    let data = DataSet(accounts: 1)
    var teams: [[BenchDevice]] = []
    var spaces: [SpaceID] = []
    for account in 0..<Self.accounts {
      let devices = try (0..<Self.devicesPerAccount).map {
        try BenchDevice(Text("user\(account)x\($0)"), lab)
      }
      for device in devices {
        try await device.enrol(server.url, invite: try server.invite(device.user.string))
      }
      spaces += try devices[0].load(data, sharedWith: devices.dropFirst().map(\.user))
      for device in devices { _ = try await device.synchronizer.run() }
      teams.append(devices)
    }
    let arrivals = Arrivals()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for device in teams.joined() {
        group.addTask {
          try await device.synchronizer.follow { event in
            guard case .synced(let report) = event else { return }
            for changes in report.summary.received.values {
              for change in changes { arrivals.note(change.dot) }
            }
          }
        }
      }
      defer { group.cancelAll() }
      try await Task.sleep(for: .seconds(Self.restSeconds))
      for number in 0..<Self.editsPerSecond * Self.seconds {
        let account = number % Self.accounts
        try Self.edit(teams[account][0], data, spaces[account], lab, number, arrivals)
        try await Task.sleep(
          for: .milliseconds(Int(Self.millisecondsPerSecond) / Self.editsPerSecond))
      }
      try await Task.sleep(for: .seconds(1))
      let expected = Self.editsPerSecond * Self.seconds * (Self.devicesPerAccount - 1)
      let milliseconds = arrivals.seconds.map { $0 * Self.millisecondsPerSecond }
      guard milliseconds.count == expected else {
        throw BenchFault("\(milliseconds.count) of \(expected) edits arrived")
      }
      for (team, space) in zip(teams, spaces) {
        let edits = Self.editsPerSecond * Self.seconds / Self.accounts
        try Conservation.check(team.map { try $0.states([space]) }, changes: 1 + edits)
      }
      return [
        Measurement(name: "load/p50", value: milliseconds.median, unit: .milliseconds),
        Measurement(
          name: "load/p99", value: milliseconds.percentile(99), unit: .milliseconds,
          goal: Self.timeGoal, note: "from commit to applied on the others"),
        Measurement(
          name: "load/hub memory", value: try server.residentMebibytes(), unit: .mebibytes,
          goal: Self.memoryGoal),
      ]
    }
  }

  private static func edit(
    _ device: BenchDevice, _ data: DataSet, _ space: SpaceID, _ lab: Lab, _ number: Int,
    _ arrivals: Arrivals
  ) throws {
    let store = try device.open()
    let editor = Editor(store: store, data: data, spaces: [space], newID: lab.newID)
    let dot = try editor.make(WorkEdit.amount(Number(whole: number + 1), in: data))
    arrivals.begin(dot)
    try store.close()
    CommitSocket.poke(directory: device.directory)
  }
}

/// When changes were committed and how long they took to arrive.
final class Arrivals: Sendable {
  private struct State {
    var begun: [Dot: ContinuousClock.Instant] = [:]
    var seconds: [Double] = []
  }

  private let state = Mutex(State())

  var seconds: [Double] { state.withLock { $0.seconds } }

  func begin(_ dot: Dot) { state.withLock { $0.begun[dot] = .now } }

  func note(_ dot: Dot) {
    state.withLock { state in
      if let begun = state.begun[dot] { state.seconds.append(Timing.seconds(since: begun)) }
    }
  }
}
