import DeviceSync
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Five devices that edited apart from each other become equal through the hub.
struct ConvergenceCase: BenchCase {
  static let name = "convergence"
  static let about = "5 devices x 1,000 offline edits until all hold the same, over HTTP"

  private static let timeGoal = Goal.ratioAtMost(16)
  private static let bytesGoal = Goal.ratioAtMost(0.6)
  /// Everybody sends, then everybody receives what came after.
  private static let rounds = 2

  func run(_ lab: Lab) async throws -> [Measurement] {
    var seconds: [Double] = []
    var bytes: [Double] = []
    var edits: [Double] = []
    var floors: [Double] = []
    for _ in 0..<lab.repeats {
      let outcome = try await converge(lab)
      seconds.append(outcome.seconds)
      bytes.append(Double(outcome.bytesUp))
      edits.append(outcome.editSeconds)
      floors.append(try Self.floor(lab))
    }
    let lines = try Archiver.gzip9.size(of: lab.edits.jsonLines(lab.data))
    return [
      Measurement(
        name: "convergence/time", value: seconds.median, unit: .seconds, floor: floors.median,
        goal: Self.timeGoal, note: "floor: all edits in one raw transaction"),
      Measurement(
        name: "convergence/bytes up", value: bytes.median, unit: .bytes,
        floor: lines.map(Double.init), goal: Self.bytesGoal,
        note: "without signatures; floor: gzip -9 of the JSON lines"),
      Measurement(name: "convergence/edits", value: edits.median, unit: .seconds),
    ]
  }

  private struct Outcome {
    let seconds: Double
    let bytesUp: Int
    let editSeconds: Double
  }

  private func converge(_ lab: Lab) async throws -> Outcome {
    let users = (0..<lab.edits.devices.count).map { Text("user\($0)") }
    let hub = try BenchHub(lab)
    let devices = try users.map { try BenchDevice($0, lab) }
    defer { for device in devices { try? lab.remove(device.directory) } }  // Only disk space.
    return try await hub.serving { url in
      for device in devices {
        try await device.enrol(url, invite: try await hub.invite(device.user))
      }
      let spaces = try devices[0].load(lab.data, sharedWith: Array(users.dropFirst()))
      for device in devices { _ = try await device.synchronizer.run() }
      let editSeconds = try Timing.seconds {
        for (device, edits) in zip(devices, lab.edits.devices) {
          let store = try device.open()
          let editor = Editor(
            store: store, data: lab.data, spaces: spaces, newID: lab.newID)
          for edit in edits { try editor.make(edit) }
          try store.close()
        }
      }
      var bytesUp = 0
      let seconds = try await Timing.seconds {
        for _ in 0..<Self.rounds { bytesUp += try await Self.syncAll(devices) }
      }
      try Conservation.check(
        [hub.states(spaces)] + devices.map { try $0.states(spaces) },
        changes: spaces.count + lab.edits.devices.joined().count)
      try Self.check(devices)
      return Outcome(seconds: seconds, bytesUp: bytesUp, editSeconds: editSeconds)
    }
  }

  /// All devices at once, as they come; returns the bytes that went up without signatures.
  private static func syncAll(_ devices: [BenchDevice]) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for device in devices {
        group.addTask {
          let report = try await device.synchronizer.run()
          // A request that pushes is signed once.
          let signed = report.summary.sent > 0 ? PushSignature.signatureByteCount : 0
          return report.bytesUp - signed
        }
      }
      return try await group.reduce(0, +)
    }
  }

  /// Every contested field is listed.
  private static func check(_ devices: [BenchDevice]) throws {
    for device in devices {
      let store = try device.open(.read)
      defer { try? store.close() }  // It only read.
      let listed = try store.conflictCounts().values.reduce(0, +)
      guard listed == EditStream.concurrentFields else {
        throw BenchFault("\(device.user) lists \(listed) conflicts")
      }
    }
  }

  /// All edits as bare updates in one transaction, in seconds.
  private static func floor(_ lab: Lab) throws -> Double {
    let directory = try lab.directory("raw")
    var plain = try PlainTables(RawDatabase(path: "\(directory)/raw.sqlite"))
    try plain.load(lab.data.records)
    let seconds = try Timing.seconds {
      try plain.database.execute("BEGIN IMMEDIATE")
      for edit in lab.edits.devices.joined() {
        try plain.update(edit, of: lab.data.accounts[edit.account][edit.record])
      }
      try plain.database.execute("COMMIT")
    }
    try lab.remove(directory)
    return seconds
  }
}
