import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// What the hub's log takes on disk for each version of a field.
struct LogCase: BenchCase {
  static let name = "log"
  static let about = "260,000 edits by 200 devices on 10,000 opportunities: bytes per field version"

  private static let accounts = 100
  private static let opportunitiesPerAccount = 100
  private static let editsPerAccount = 2_600
  private static let devices = 200
  private static let goal = Goal.atMost(45)

  func run(_ lab: Lab) async throws -> [Measurement] {
    let hub = try BenchHub(lab)
    var versions = 0
    for (account, space) in try hub.addSpaces(Self.accounts, dice: lab.dice).enumerated() {
      let history = EditHistory(
        opportunities: Self.opportunitiesPerAccount, devices: Self.devices,
        edits: Self.editsPerAccount, seed: UInt64(account))
      versions += history.fieldVersions
      try hub.store.write(space) { try $0.apply(history.changes) }
    }
    let bytes = try RawDatabase(path: hub.databasePath).bytes(ofTable: "change")
    return [
      Measurement(
        name: "log/live", value: Double(bytes) / Double(versions), unit: .bytes, goal: Self.goal,
        note: "\(versions) field versions")
    ]
  }
}
