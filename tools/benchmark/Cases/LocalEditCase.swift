import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// One edit of one field, durable when it returns, beside a bare update with its commit.
struct LocalEditCase: BenchCase {
  static let name = "edit"
  static let about = "a single-field edit, committed with synchronous=FULL, beside raw SQLite"

  /// Of the raw update and commit, paired edit by edit.
  private static let goal = Goal.ratioAtMost(1.3)
  private static let goalWithoutSync = Goal.ratioAtMost(1.8)
  private static let microsecondsPerSecond = 1e6

  func run(_ lab: Lab) async throws -> [Measurement] {
    let durable = try Self.pairs(lab)
    let unsynced = try SyncSwitch.withoutWaiting { try Self.pairs(lab) }
    return [
      Self.measurement(Self.name, durable, Self.goal),
      Self.measurement("\(Self.name)/as with NORMAL", unsynced, Self.goalWithoutSync),
    ]
  }

  private static func measurement(
    _ name: String, _ pairs: [(ours: Double, theirs: Double)], _ goal: Goal
  ) -> Measurement {
    let ratio = pairs.map { $0.ours / $0.theirs }.median
    return Measurement(
      name: name, value: pairs.map(\.ours).median * microsecondsPerSecond, unit: .microseconds,
      floor: pairs.map(\.theirs).median * microsecondsPerSecond, goal: goal,
      note: "median of pairs \(Measurement.plain(ratio)) ×")
  }

  /// What each edit took here and in plain tables, in seconds.
  private static func pairs(_ lab: Lab) throws -> [(ours: Double, theirs: Double)] {
    let device = try BenchDevice("anna", lab)
    let spaces = try device.load(lab.data)
    var plain = try PlainTables(
      RawDatabase(path: "\(try lab.directory("raw"))/raw.sqlite"))
    try plain.load(lab.data.records)
    let store = try device.open()
    defer { try? store.close() }  // Everything is committed.
    let editor = Editor(
      store: store, data: lab.data, spaces: spaces, newID: lab.newID)
    let edits = lab.edits.devices[0]
    let pairs = try edits.map { edit in
      let record = lab.data.accounts[edit.account][edit.record]
      let theirs = try Timing.seconds { try plain.edit(edit, of: record) }
      return (try Timing.seconds { try editor.make(edit) }, theirs)
    }
    for (account, space) in spaces.enumerated() {
      // The account's records came in one change.
      let count = 1 + edits.count { $0.account == account }
      try store.read(space) { try Conservation.check($0, changes: count) }
    }
    return pairs
  }
}
