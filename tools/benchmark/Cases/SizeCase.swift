import DeviceSync
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
      _ = try anna.load(lab.data)
      _ = try await anna.synchronizer.run()
      _ = try await anna.synchronizer.run()
      let path = "\(try lab.directory("raw"))/raw.sqlite"
      let plain = try PlainTables(RawDatabase(path: path))
      try plain.load(lab.data.records)
      return [
        Measurement(
          name: Self.name, value: Double(try RawDatabase(path: anna.databasePath).bytes()),
          unit: .bytes, floor: Double(try plain.database.bytes()), goal: Self.goal)
      ]
    }
  }
}
