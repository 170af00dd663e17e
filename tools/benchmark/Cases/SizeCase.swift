import DeviceSync
import SpaceStore
import SyncCore
import SyncSession

/// What a replica takes on disk beside plain tables.
struct SizeCase: BenchCase {
  static let name = "size"
  static let about = "the replica's file once everything is acknowledged and compacted"

  private static let goal = Goal.ratioAtMost(1.4)

  func run(_ lab: Lab) async throws -> [Measurement] {
    let hub = try BenchHub(lab)
    let anna = try BenchDevice("anna", lab)
    return try await hub.serving { url in
      try await anna.enrol(url, invite: try await hub.invite("anna"))
      let spaces = try anna.load(lab.data)
      for _ in 0..<2 { _ = try await anna.synchronizer.run() }
      let kept = try RawDatabase(path: anna.databasePath).bytes()
      try Self.compact(anna)
      try Conservation.check(
        [anna.states(spaces), hub.states(spaces)], changes: lab.data.accounts.count)
      let path = "\(try lab.directory("raw"))/raw.sqlite"
      let plain = try PlainTables(RawDatabase(path: path))
      try plain.load(lab.data.records)
      let floor = Double(try plain.database.bytes())
      return [
        Measurement(
          name: "size/with its log", value: Double(kept), unit: .bytes, floor: floor),
        Measurement(
          name: "size/compacted", value: Double(try RawDatabase(path: anna.databasePath).bytes()),
          unit: .bytes, floor: floor, goal: Self.goal, note: "bodies forgotten, then VACUUM"),
      ]
    }
  }

  /// As after the thirty days for which a device keeps what its hub holds for good.
  private static func compact(_ device: BenchDevice) throws {
    let store = try device.open()
    try store.forget(before: store.correctedMilliseconds + 1)
    try store.close()
    try RawDatabase(path: device.databasePath).execute("VACUUM")
  }
}
