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
  private static let liveGoal = Goal.atMost(45)
  private static let archivedGoal = Goal.atMost(16)
  private static let tables = ["change", "log_segment", "log_end"]

  func run(_ lab: Lab) async throws -> [Measurement] {
    let hub = try BenchHub(lab)
    let spaces = try hub.addSpaces(Self.accounts, dice: lab.dice)
    var versions = 0
    for (account, space) in spaces.enumerated() {
      let history = EditHistory(
        opportunities: Self.opportunitiesPerAccount, devices: Self.devices,
        edits: Self.editsPerAccount, seed: UInt64(account))
      versions += history.fieldVersions
      try hub.store.write(space) { try $0.apply(history.changes) }
    }
    let live = try Self.bytes(hub)
    try Self.check(hub, spaces)
    for space in spaces {
      _ = try hub.store.compact(space, forgettingBodies: false, isDryRun: false)
    }
    let archived = try Self.bytes(hub)
    try Self.check(hub, spaces)
    return [
      Measurement(
        name: "log/live", value: live / Double(versions), unit: .bytes, goal: Self.liveGoal,
        note: "\(versions) field versions"),
      Measurement(
        name: "log/archived", value: archived / Double(versions), unit: .bytes,
        goal: Self.archivedGoal),
    ]
  }

  private static func check(_ hub: BenchHub, _ spaces: [SpaceID]) throws {
    for space in spaces {
      try hub.store.read(space) {
        try Conservation.check($0, changes: opportunitiesPerAccount + editsPerAccount)
      }
    }
  }

  /// What the log takes in the hub's file, its archive and all indexes included.
  private static func bytes(_ hub: BenchHub) throws -> Double {
    let file = try RawDatabase(path: hub.databasePath)
    return Double(try tables.reduce(0) { try $0 + file.bytes(ofTable: $1) })
  }
}
