import Foundation
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Applying others' changes to a replica on disk, a thousand in one transaction.
struct ApplyCase: BenchCase {
  static let name = "apply"
  static let about = "field writes of others' changes applied to SQLite, 1,000 in a batch, one core"

  private static let batch = 1_000
  private static let goal = Goal.atLeast(100_000)

  func run(_ lab: Lab) async throws -> [Measurement] {
    var rates: [Double] = []
    var floors: [Double] = []
    for _ in 0..<lab.repeats {
      let device = try BenchDevice("anna", lab)
      let store = try device.open()
      let (space, changes) = try Self.prepare(store, lab)
      let seconds = try Timing.seconds {
        for start in stride(from: 0, to: changes.count, by: Self.batch) {
          let end = min(start + Self.batch, changes.count)
          try store.apply(Array(changes[start..<end]), in: space)
        }
      }
      rates.append(Double(changes.count) / seconds)
      try store.read(space) {
        try Conservation.check($0, changes: changes.count + lab.data.accounts.count)
      }
      try store.close()
      floors.append(Double(changes.count) / (try Self.floor(lab)))
      try lab.remove(device.directory)
    }
    return [
      Measurement(
        name: Self.name, value: rates.median, unit: .perSecond, floor: floors.median,
        goal: Self.goal)
    ]
  }

  /// A space with all records, and the others' edits of them that are to be applied.
  static func prepare(_ store: DeviceStore, _ lab: Lab) throws -> (SpaceID, [Change]) {
    let space = try store.createSpace(
      kind: .account, nonce: lab.dice.bytes(SpaceRegistration.nonceByteCount))
    let edited = EditedChanges(lab.data, lab.edits)
    try store.apply(Array(edited.changes.prefix(edited.recordChangeCount)), in: space)
    return (space, Array(edited.changes.dropFirst(edited.recordChangeCount)))
  }

  /// The same edits as bare updates, a thousand in a transaction, in seconds.
  private static func floor(_ lab: Lab) throws -> Double {
    let directory = try lab.directory("raw")
    var plain = try PlainTables(RawDatabase(path: "\(directory)/raw.sqlite"))
    try plain.load(lab.data.records)
    let seconds = try Timing.seconds {
      for edits in lab.edits.devices {
        try plain.database.execute("BEGIN IMMEDIATE")
        for edit in edits {
          try plain.update(edit, of: lab.data.accounts[edit.account][edit.record])
        }
        try plain.database.execute("COMMIT")
      }
    }
    try lab.remove(directory)
    return seconds
  }
}
