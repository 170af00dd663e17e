import DeviceSync
import SyncCore
import SyncSession

/// A new device receives everything that its user may see, over HTTP on loopback.
struct FreshDeviceCase: BenchCase {
  static let name = "fresh"
  static let about = "a new device pulls the whole data set, until it is durable and can be asked"

  private static let timeGoal = Goal.ratioAtMost(6)
  private static let bytesGoal = Goal.ratioAtMost(0.9)

  func run(_ lab: Lab) async throws -> [Measurement] {
    let hub = try BenchHub(lab)
    let anna = try BenchDevice("anna", lab)
    return try await hub.serving { url in
      try await anna.enrol(url, invite: try await hub.invite("anna"))
      let spaces = try anna.load(lab.data)
      _ = try await anna.synchronizer.run()
      let expected = try anna.states(spaces)
      var seconds: [Double] = []
      var bytes: [Double] = []
      var floors: [Double] = []
      for _ in 0..<lab.repeats {
        floors.append(try Self.floor(lab))
        let device = try BenchDevice("anna", lab)
        try await device.enrol(url, invite: try await hub.invite("anna"))
        seconds.append(
          try await Timing.seconds {
            let report = try await device.synchronizer.run()
            bytes.append(Double(report.bytesDown + report.bytesUp))
          })
        try Conservation.check(
          [device.states(spaces), expected], changes: lab.data.accounts.count)
        try lab.remove(device.directory)
      }
      let lines = try Archiver.gzip9.size(of: JSONLines.text(of: lab.data.records))
      return [
        Measurement(
          name: "fresh/time", value: seconds.median, unit: .seconds, floor: floors.median,
          goal: Self.timeGoal),
        Measurement(
          name: "fresh/bytes", value: bytes.median, unit: .bytes, floor: lines.map(Double.init),
          goal: Self.bytesGoal, note: "floor: gzip -9 of the JSON lines"),
      ]
    }
  }

  /// Inserting the same rows into plain tables, in seconds.
  static func floor(_ lab: Lab) throws -> Double {
    let directory = try lab.directory("raw")
    let plain = try PlainTables(RawDatabase(path: "\(directory)/raw.sqlite"))
    let rows = lab.data.records.map { ($0.kind.name, PlainTables.row(of: $0)) }
    let seconds = try Timing.seconds { try plain.load(rows) }
    try lab.remove(directory)
    return seconds
  }
}
